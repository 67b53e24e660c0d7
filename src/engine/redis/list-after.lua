-- What follows a place in a list, highest order first.
-- KEYS  list
-- ARGV  1 members wanted   2 order of the place, '' for the beginning   3 member at the place, there or not
-- Returns {member, order, member, order, ...}
local limit, order, member = tonumber(ARGV[1]), ARGV[2], ARGV[3]

-- Lua compares text by the server's locale, a sorted set by bytes.
local function isBehind(one, other)
  for index = 1, math.min(#one, #other) do
    local a, b = string.byte(one, index), string.byte(other, index)
    if a ~= b then return a < b end
  end
  return #one < #other
end

local first = 0
if order ~= '' then
  first = redis.call('ZCOUNT', KEYS[1], '(' .. order, '+inf')
  for _, tie in ipairs(redis.call('ZRANGE', KEYS[1], order, order, 'BYSCORE', 'REV')) do
    if isBehind(tie, member) then break end
    first = first + 1
  end
end
return redis.call('ZRANGE', KEYS[1], first, first + limit - 1, 'REV', 'WITHSCORES')
