-- Makes moves in windows of a board be published with their ranks.
-- KEYS  scores of each window (see board-entry.lua)
-- ARGV  1 for how long, s
-- Returns nothing
local seconds = tonumber(ARGV[1])
local ending = string.format('%d', redis.call('TIME')[1] + seconds)

for _, key in ipairs(KEYS) do
  local turn, best = string.match(redis.call('HGET', key, '') or '0 -', '^(%d+) (%S+)')
  redis.call('HSET', key, '', turn .. ' ' .. best .. ' ' .. ending)
  -- Nothing else would end a window that never gets an entry.
  if turn == '0' then redis.call('EXPIRE', key, seconds) end
end
