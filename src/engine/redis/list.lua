-- A page of a list, highest order first.
-- KEYS  list
-- ARGV  1 members to leave out   2 members wanted
-- Returns {members in all, member, member, ...}
local first, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local total = redis.call('ZCARD', KEYS[1])
if limit < 1 then return {total} end
local reply = redis.call('ZRANGE', KEYS[1], first, first + limit - 1, 'REV')
table.insert(reply, 1, total)
return reply
