-- Put after head.lua before the scripts that empty publications. A stream entry cannot be edited: it is deleted and its offset noted.

-- @param offsets text with the offsets; those no longer kept are passed over
local function redactEntries(headKey, logKey, offsets)
  local fields = redis.call('HMGET', headKey, 'f', 'o', 'k', 'r')
  local first, noted = firstKept(fields[1], fields[2] or 0, fields[3]), fields[4] or ''
  for offset in string.gmatch(offsets, '%d+') do
    if redis.call('XDEL', logKey, offset) == 1 then noted = noted .. ',' .. offset end
  end
  local kept = {}
  for offset in string.gmatch(noted, '%d+') do
    if tonumber(offset) >= first then kept[#kept + 1] = offset end
  end
  if #kept > 0 then redis.call('HSET', headKey, 'r', ',' .. table.concat(kept, ',') .. ',') end
end
