-- Counts the players connected to live nodes; cheap unless a dead node has not been reaped yet.
-- KEYS  nodes, online
-- ARGV  1 Unix ms after which a live node has renewed   2 prefix of the keys of a node's players (same slot)
-- Returns the number
local nodesKey, onlineKey, alive, nodePrefix = KEYS[1], KEYS[2], ARGV[1], ARGV[2]

if redis.call('ZCOUNT', nodesKey, '-inf', alive) == 0 then return redis.call('HLEN', onlineKey) end
local playersKeys = {}
for index, node in ipairs(redis.call('ZRANGE', nodesKey, '(' .. alive, '+inf', 'BYSCORE')) do
  playersKeys[index] = nodePrefix .. node
end
if #playersKeys == 0 then return 0 end
return #redis.call('SUNION', unpack(playersKeys))
