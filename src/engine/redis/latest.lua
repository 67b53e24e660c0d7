-- Reads the latest values of a channel at one instant and keeps its head (after head.lua, visit.lua).
-- KEYS  meta, head, log, values, turns
-- ARGV  1 TTL of a head without state, ms   2 life for a project without one   3 suffix for a new epoch
--       4 how many of the newest, '' when keys are named   5... the keys
-- Returns {epoch, offset, key, `<turn> <value>`, ...}
local metaKey, headKey, logKey, values, turns = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local ttl, life, suffix = tonumber(ARGV[1]), openLife(metaKey, ARGV[2]), ARGV[3]
local newest = ARGV[4]

local head = openHead(headKey, life, suffix)
keepHead(headKey, logKey, head, ttl)
local reply, keys = {head.epoch, head.offset}, {}
if newest ~= '' then
  keys = redis.call('ZREVRANGE', turns, 0, newest - 1)
else
  for index = 5, #ARGV do keys[#keys + 1] = ARGV[index] end
end
for _, key in ipairs(keys) do
  local value = redis.call('HGET', values, key)
  if value then
    reply[#reply + 1] = key
    reply[#reply + 1] = value
  end
end
return reply
