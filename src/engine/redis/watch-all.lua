-- Says that somebody listens to everything the project publishes.
-- KEYS  meta
-- ARGV  1 for how long from now, s   2 pub/sub channel to publish everything to
-- Returns nothing
local metaKey, ttl, channel = KEYS[1], ARGV[1], ARGV[2]

local flag = string.format('%d %s', redis.call('TIME')[1] + ttl, channel)
if flag > (redis.call('HGET', metaKey, 'firehose') or '') then redis.call('HSET', metaKey, 'firehose', flag) end
