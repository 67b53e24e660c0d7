-- Put before commit.lua, after board-entry.lua: changes of boards.
local BOARD_ARGUMENTS, UPDATE_ARGUMENTS = 8, 4

-- What a change does to a board, and the places in ARGV and KEYS behind it.
-- KEYS  entries, scores, windows of the board, list of boards
-- ARGV  window, sign of the sort score, '1' for shared ties, '1' to report, least and highest sort score that is ranked, start of
--       the window, Unix ms until which it is kept or ''; then per update: player, operation, amount, name and JSON of the high
--       score event as two lines, or ''
local function readBoard(at, count, key)
  local board = {
    window = ARGV[at], sign = ARGV[at + 1], shared = ARGV[at + 2] == '1', reports = ARGV[at + 3] == '1',
    least = ARGV[at + 4], most = ARGV[at + 5], startsAt = ARGV[at + 6], keepUntil = ARGV[at + 7],
    entriesKey = KEYS[key], scoresKey = KEYS[key + 1], windowsKey = KEYS[key + 2], listKey = KEYS[key + 3],
    first = at + BOARD_ARGUMENTS, last = at + BOARD_ARGUMENTS + (count - 1) * UPDATE_ARGUMENTS,
  }
  return board, board.last + UPDATE_ARGUMENTS, key + 4
end

-- Lists a window with its first entry and limits its life.
local function beginWindow(board, channel)
  redis.call('ZADD', board.windowsKey, board.startsAt, board.window)
  redis.call('ZADD', board.listKey, board.startsAt, channel)
  if board.keepUntil == '' then
    redis.call('PERSIST', board.scoresKey)
  else
    redis.call('PEXPIREAT', board.entriesKey, board.keepUntil)
    redis.call('PEXPIREAT', board.scoresKey, board.keepUntil)
  end
end

-- Applies the updates; leaves in the board what moved and the high score events. Returns all updates when that was asked for.
local function changeBoard(board, channel, now)
  local all, moved, events = board.window, '', ''
  for at = board.first, board.last, UPDATE_ARGUMENTS do
    local event = ARGV[at + 3]
    local text, hasMoved, ending = moveEntry(board, ARGV[at], ARGV[at + 1], ARGV[at + 2], now)
    if board.reports then all = all .. ' ' .. text end
    if hasMoved then moved = moved .. ' ' .. text end
    if ending and event ~= '' then events = events .. '\n' .. string.sub(event, 1, -2) .. ending end
  end
  if moved ~= '' then board.published = events .. '\n\n' .. board.window .. moved end
  if board.begins then beginWindow(board, channel) end
  return board.reports and all
end
