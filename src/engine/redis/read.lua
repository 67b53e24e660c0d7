-- Reads position and state of a channel and keeps its head (after head.lua, visit.lua).
-- KEYS  meta, head, log
-- ARGV  1 TTL of a head without state, ms   2 life for a project without one   3 suffix for a new epoch
-- Returns {epoch, offset, state or false}
local metaKey, headKey, logKey = KEYS[1], KEYS[2], KEYS[3]
local ttl, life, suffix = tonumber(ARGV[1]), openLife(metaKey, ARGV[2]), ARGV[3]

local head = openHead(headKey, life, suffix, 's')
keepHead(headKey, logKey, head, ttl)
local state = head.more
-- A state that lasts only as long as the history may outlive it in the head, which a reader keeps.
if state and not head.stateful and head.historyUntil <= tonumber(redis.call('TIME')[1]) * 1000 then state = false end
return {head.epoch, head.offset, state}
