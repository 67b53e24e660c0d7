-- Begins a new life of a project's epochs unless somebody did so already.
-- KEYS  meta
-- ARGV  1 the life that lost data   2 candidate life
-- Returns nothing
local metaKey, former, candidate = KEYS[1], ARGV[1], ARGV[2]

if redis.call('HGET', metaKey, 'life') == former then redis.call('HSET', metaKey, 'life', candidate) end
