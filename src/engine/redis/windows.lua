-- Lists the windows of a board that are kept, and takes those that ended out of the list.
-- KEYS  windows
-- ARGV  1 number of windows to leave out   2 number to return   3 prefix of the keys of their scores (same slot)
-- Returns {window, window, ...}, newest first
local windowsKey, from, count, prefix = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]

local found = {}
for _, window in ipairs(redis.call('ZREVRANGE', windowsKey, from, from + count - 1)) do
  if redis.call('EXISTS', prefix .. window) == 1 then
    found[#found + 1] = window
  else
    redis.call('ZREM', windowsKey, window)
  end
end
return found
