-- Tells which players are connected to a live node, and when each was last seen.
-- KEYS  nodes; then per player the key that says when it was last seen
-- ARGV  1 Unix ms after which a live node has renewed   2 prefix of the keys of a node's players (same slot); then the players
-- Returns {'1'|'0', Unix ms or false, '1'|'0', Unix ms or false, ...} in the order of the players
local nodesKey, alive, nodePrefix = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local players, seenKeys = {}, {}
for index = 3, #ARGV do players[#players + 1] = ARGV[index] end
for index = 2, #KEYS do seenKeys[#seenKeys + 1] = KEYS[index] end
if #players == 0 then return {} end

local reply = {}
for index, seen in ipairs(redis.call('MGET', unpack(seenKeys))) do
  reply[index * 2 - 1], reply[index * 2] = '0', seen
end
local nodes = redis.call('ZRANGE', nodesKey, 0, -1, 'WITHSCORES')
for at = 1, #nodes, 2 do
  local node, renewedAt = nodes[at], nodes[at + 1]
  for index, connected in ipairs(redis.call('SMISMEMBER', nodePrefix .. node, unpack(players))) do
    if connected == 1 then
      if tonumber(renewedAt) > alive then reply[index * 2 - 1] = '1' end
      if tonumber(renewedAt) > tonumber(reply[index * 2] or 0) then reply[index * 2] = renewedAt end
    end
  end
end
return reply
