-- Says that somebody listens to everything the project publishes.
-- KEYS  meta
-- ARGV  1 for how long from now, ms
-- Returns nothing
local metaKey, ttl = KEYS[1], tonumber(ARGV[1])

local time = redis.call('TIME')
local ending = time[1] * 1000 + math.floor(time[2] / 1000) + ttl
if ending > tonumber(redis.call('HGET', metaKey, 'firehose') or 0) then
  redis.call('HSET', metaKey, 'firehose', ending)
end
