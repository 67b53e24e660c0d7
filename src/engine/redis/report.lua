-- Notes who came to and left a node, and that the node lives.
-- KEYS  nodes, players of the node, online; then per player the key that says when it was last seen
-- ARGV  1 node   2 Unix ms   3 for how long to remember when a player was seen, ms; then per player its id and '1' (came) or '0' (left)
-- Returns nothing
local FIXED_KEYS, FIXED = 3, 3
local nodesKey, playersKey, onlineKey = KEYS[1], KEYS[2], KEYS[3]
local node, at, seenTtl = ARGV[1], ARGV[2], ARGV[3]

redis.call('ZADD', nodesKey, 'GT', at, node)
for index = 1, #KEYS - FIXED_KEYS do
  local player, came = ARGV[FIXED + index * 2 - 1], ARGV[FIXED + index * 2] == '1'
  local seenKey = KEYS[FIXED_KEYS + index]
  if came then
    if redis.call('SADD', playersKey, player) == 1 then redis.call('HINCRBY', onlineKey, player, 1) end
  elseif redis.call('SREM', playersKey, player) == 1 and redis.call('HINCRBY', onlineKey, player, -1) <= 0 then
    redis.call('HDEL', onlineKey, player)
  end
  if tonumber(at) > tonumber(redis.call('GET', seenKey) or 0) then redis.call('SET', seenKey, at, 'PX', seenTtl) end
end
