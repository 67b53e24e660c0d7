-- Put before commit.lua: moves entries of boards. A window of a board is
--   entries  sorted set: sort score -> `<turn, 13 digits><player>`; the sort score is the score, negated where high ones rank first
--   scores   hash: player -> `<score> <turn>`, '' -> the last turn given out
local MOST = 9007199254740991

-- A number as text that reads back as the same number.
local function exact(number)
  local short = string.format('%.15g', number)
  return tonumber(short) == number and short or string.format('%.17g', number)
end

-- Number of entries before the first ranked one.
local function countBelow(board)
  return board.least == '-inf' and 0 or redis.call('ZCOUNT', board.entriesKey, '-inf', '(' .. board.least)
end

-- `<score> <turn> <rank>` and the rank.
local function standing(board, score, turn, member)
  local better
  if board.shared then
    better = redis.call('ZCOUNT', board.entriesKey, board.least, '(' .. exact(score * board.sign))
  else
    better = redis.call('ZRANK', board.entriesKey, member) - countBelow(board)
  end
  return exact(score) .. ' ' .. turn .. ' ' .. better + 1, better + 1
end

local function scoreAfter(board, before, operation, amount)
  if operation == 'remove' then return nil end
  if not before or operation == 'set' then return amount + 0 end
  if operation == 'add' then return math.max(-MOST, math.min(MOST, before + amount)) end
  return amount * board.sign < before * board.sign and amount or before
end

-- For an entry of rank 1: the end of its high score event, with the best ranked score it beat; nil when it beat none.
local function beaten(board, score, before)
  local sort, index = score * board.sign, countBelow(board) + 1
  local least = tonumber(board.least) or -math.huge
  local most = tonumber(board.most) or math.huge
  if sort > most then return nil end
  local best
  local second = tonumber(redis.call('ZRANGE', board.entriesKey, index, index, 'WITHSCORES')[2])
  for _, rival in pairs({second or false, before and before * board.sign}) do
    if rival and rival >= least and rival <= most and rival < (best or math.huge) then best = rival end
  end
  if best and sort >= best then return nil end
  return ',"score":' .. exact(score) .. ',"previousHighScore":' .. (best and exact(best * board.sign + 0) or 'null') .. '}'
end

-- Moves one entry. Returns `<player> <standing before> <standing after>`, whether it moved, and the end of its high score event.
local function moveEntry(board, player, operation, amount)
  local stored = redis.call('HGET', board.scoresKey, player)
  local before, turn, member, from
  if stored then
    local score, digits = string.match(stored, '^(%S+) (%d+)$')
    before, turn, member = tonumber(score), digits, string.format('%013d', digits) .. player
    from = standing(board, before, turn, member)
  end
  from = from or '- - -'
  local after = scoreAfter(board, before, operation, amount)
  if after == before then return player .. ' ' .. from .. ' ' .. from, false end

  if before then redis.call('ZREM', board.entriesKey, member) end
  if not after then
    redis.call('HDEL', board.scoresKey, player)
    return player .. ' ' .. from .. ' - - -', true
  end
  turn = redis.call('HINCRBY', board.scoresKey, '', 1)
  board.begins = board.begins or turn == 1
  member = string.format('%013d', turn) .. player
  redis.call('ZADD', board.entriesKey, exact(after * board.sign), member)
  redis.call('HSET', board.scoresKey, player, exact(after) .. ' ' .. turn)
  local to, rank = standing(board, after, turn, member)
  return player .. ' ' .. from .. ' ' .. to, true, rank == 1 and beaten(board, after, before)
end

local BOARD_ARGUMENTS, UPDATE_ARGUMENTS = 7, 5

-- What a change does to a board, and the places in ARGV and KEYS behind it.
-- KEYS  entries, scores, windows of the board, list of boards
-- ARGV  window, sign of the sort score, '1' for shared ties, least and highest sort score that is ranked, start of the window,
--       Unix ms until which it is kept or ''; then per update: player, operation, amount, name and JSON of the high score event
local function readBoard(at, count, key)
  local board = {
    window = ARGV[at], sign = tonumber(ARGV[at + 1]), shared = ARGV[at + 2] == '1',
    least = ARGV[at + 3], most = ARGV[at + 4], startsAt = ARGV[at + 5], keepUntil = ARGV[at + 6],
    entriesKey = KEYS[key], scoresKey = KEYS[key + 1], windowsKey = KEYS[key + 2], listKey = KEYS[key + 3],
    first = at + BOARD_ARGUMENTS, last = at + BOARD_ARGUMENTS + (count - 1) * UPDATE_ARGUMENTS,
  }
  return board, board.last + UPDATE_ARGUMENTS, key + 4
end

-- Applies the updates; leaves the moves and the high score events in the board. Returns all updates as text.
local function changeBoard(board, channel)
  local all, moved, events = board.window, '', ''
  for at = board.first, board.last, UPDATE_ARGUMENTS do
    local name, json = ARGV[at + 3], ARGV[at + 4]
    local text, hasMoved, ending = moveEntry(board, ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]))
    all = all .. ' ' .. text
    if hasMoved then moved = moved .. ' ' .. text end
    if ending and name ~= '' then events = events .. '\n' .. name .. '\n' .. string.sub(json, 1, -2) .. ending end
  end
  if moved ~= '' then board.published = events .. '\n\n' .. board.window .. moved end
  if board.begins then
    redis.call('ZADD', board.windowsKey, board.startsAt, board.window)
    redis.call('ZADD', board.listKey, board.startsAt, channel)
    if board.keepUntil ~= '' then
      redis.call('PEXPIREAT', board.entriesKey, board.keepUntil)
      redis.call('PEXPIREAT', board.scoresKey, board.keepUntil)
    end
  end
  return all
end
