-- Reads publications before an offset, newest first, also of former epochs; keeps the channel's head (after head.lua, visit.lua).
-- KEYS  meta, head, log
-- ARGV  1 TTL of a head without state, ms   2 life for a project without one   3 suffix for a new epoch
--       4 the offset, '' for all   5 limit
-- Returns {epoch, offset of the first text, text, text, ...}; texts have consecutive falling offsets, '' is a redacted one
local metaKey, headKey, logKey = KEYS[1], KEYS[2], KEYS[3]
local ttl, life, suffix = tonumber(ARGV[1]), openLife(metaKey, ARGV[2]), ARGV[3]
local before, limit = tonumber(ARGV[4]), tonumber(ARGV[5])

local head = openHead(headKey, life, suffix, 'r')
keepHead(headKey, logKey, head, ttl)
local last = before and math.min(head.offset, before - 1) or head.offset
local first = math.max(head.first, last - limit + 1)
local reply = {head.epoch, last}
if first > last or redis.call('EXISTS', logKey) == 0 then return reply end

local texts = {}
for _, entry in ipairs(redis.call('XRANGE', logKey, first, last)) do
  texts[string.match(entry[1], '^%d+')] = entry[2][2]
end
for offset = last, first, -1 do
  local id = string.format('%.0f', offset)
  local text = texts[id]
  if not text then
    if not (head.more and string.find(head.more, ',' .. id .. ',', 1, true)) then return reply end
    text = ''
  end
  reply[#reply + 1] = text
end
return reply
