-- Drops all windows of a board.
-- KEYS  windows, list of boards
-- ARGV  1 channel of the board   2 prefix of the keys of its entries   3 prefix of those of its scores (same slot both)
-- Returns nothing
local windowsKey, listKey, channel, entriesPrefix, scoresPrefix = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]

for _, window in ipairs(redis.call('ZRANGE', windowsKey, 0, -1)) do
  redis.call('UNLINK', entriesPrefix .. window, scoresPrefix .. window)
end
redis.call('DEL', windowsKey)
redis.call('ZREM', listKey, channel)
