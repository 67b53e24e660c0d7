-- Forgets one node that has not renewed; only one caller gets it.
-- KEYS  nodes, online
-- ARGV  1 Unix ms after which a live node has renewed   2 the node to reap if it is dead, '' for any
--       3 prefix of the keys of a node's players   4 prefix of the keys that say when a player was seen (same slot both)
--       5 for how long to remember that, ms
-- Returns {node, player, player, ...}, or false when all live
local nodesKey, onlineKey = KEYS[1], KEYS[2]
local alive, wanted, nodePrefix, seenPrefix, seenTtl = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local node, renewedAt = wanted, wanted ~= '' and redis.call('ZSCORE', nodesKey, wanted)
if wanted == '' then
  node, renewedAt = unpack(redis.call('ZRANGE', nodesKey, '-inf', alive, 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES'))
end
if not renewedAt or tonumber(renewedAt) > tonumber(alive) then return false end

local playersKey = nodePrefix .. node
local reply = redis.call('SMEMBERS', playersKey)
for _, player in ipairs(reply) do
  if redis.call('HINCRBY', onlineKey, player, -1) <= 0 then redis.call('HDEL', onlineKey, player) end
  local seenKey = seenPrefix .. player
  if tonumber(renewedAt) > tonumber(redis.call('GET', seenKey) or 0) then
    redis.call('SET', seenKey, renewedAt, 'PX', seenTtl)
  end
end
redis.call('ZREM', nodesKey, node)
redis.call('DEL', playersKey)
table.insert(reply, 1, node)
return reply
