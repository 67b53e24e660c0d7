-- Empties one publication in place of the log. A stream entry cannot be edited: it is deleted and its offset noted.
-- KEYS  head, log
-- ARGV  1 offset
-- Returns nothing
local headKey, logKey, offset = KEYS[1], KEYS[2], ARGV[1]

if redis.call('XDEL', logKey, offset) == 0 then return end
local fields = redis.call('HMGET', headKey, 'f', 'r')
local first = tonumber(fields[1] or 1)
local kept = {}
for noted in string.gmatch((fields[2] or '') .. offset, '%d+') do
  if tonumber(noted) >= first then kept[#kept + 1] = noted end
end
redis.call('HSET', headKey, 'r', ',' .. table.concat(kept, ',') .. ',')
