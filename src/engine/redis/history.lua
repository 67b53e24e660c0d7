-- Reads the publications after a position, oldest first, and keeps the channel's head (after head.lua, visit.lua).
-- KEYS  meta, head, log
-- ARGV  1 TTL of a head without state, ms   2 life for a project without one   3 suffix for a new epoch
--       4 epoch and 5 offset of the position   6 limit
-- Returns {epoch, offset of the top, 'complete'|'partial'|'lost', text, text, ...}; texts have consecutive offsets, '' is a redacted one
local metaKey, headKey, logKey = KEYS[1], KEYS[2], KEYS[3]
local ttl, life, suffix = tonumber(ARGV[1]), openLife(metaKey, ARGV[2]), ARGV[3]
local afterEpoch, afterOffset, limit = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])

local head = openHead(headKey, life, suffix, 'r')
keepHead(headKey, logKey, head, ttl)
local top = head.offset
local lost = {head.epoch, top, 'lost'}
if afterEpoch ~= head.epoch or afterOffset > top then return lost end
if afterOffset == top then return {head.epoch, top, 'complete'} end
if afterOffset + 1 < math.max(head.first, head.began) then return lost end

local last = math.min(top, afterOffset + limit)
local texts = {}
for _, entry in ipairs(redis.call('XRANGE', logKey, afterOffset + 1, last)) do
  texts[string.match(entry[1], '^%d+')] = entry[2][2]
end
if not next(texts) and redis.call('EXISTS', logKey) == 0 then return lost end
local reply = {head.epoch, top, last == top and 'complete' or 'partial'}
for offset = afterOffset + 1, last do
  local id = string.format('%.0f', offset)
  local text = texts[id]
  if not text then
    if not (head.more and string.find(head.more, ',' .. id .. ',', 1, true)) then return lost end
    text = ''
  end
  reply[#reply + 1] = text
end
return reply
