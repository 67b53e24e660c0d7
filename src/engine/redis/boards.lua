-- Put before commit.lua: moves entries of boards. A window of a board is
--   entries  sorted set: sort score -> `<turn, 13 digits><player>`; the sort score is the score, negated where high ones rank first
--   scores   hash: player -> `<score> <turn>`, '' -> `<last turn given out> <best ranked score there was, or ->`
local MOST = 9007199254740991

-- A number as text that reads back as the same number.
local function exact(number)
  local short = string.format('%.15g', number)
  return tonumber(short) == number and short or string.format('%.17g', number)
end

-- The sort score of a score, both as text.
local function sortOf(board, score)
  if board.sign == '1' or score == '0' then return score end
  return string.sub(score, 1, 1) == '-' and string.sub(score, 2) or '-' .. score
end

local function rankOf(board, sort, member)
  if board.shared then return redis.call('ZCOUNT', board.entriesKey, board.least, '(' .. sort) + 1 end
  local rank = redis.call('ZRANK', board.entriesKey, member) + 1
  return board.least == '-inf' and rank or rank - redis.call('ZCOUNT', board.entriesKey, '-inf', '(' .. board.least)
end

-- The score after an update, as text; nil when the entry goes.
local function scoreAfter(board, before, operation, amount)
  if operation == 'remove' then return nil end
  if not before or operation == 'set' then return exact(tonumber(amount) + 0) end
  local old, new = tonumber(before), tonumber(amount)
  if operation == 'add' then return exact(math.max(-MOST, math.min(MOST, old + new))) end
  return new * tonumber(board.sign) < old * tonumber(board.sign) and exact(new) or before
end

-- The end of the high score event when a ranked score beats the best one there was, and the best one now.
local function judge(board, score, sort, best)
  local place = tonumber(sort)
  if place > (tonumber(board.most) or math.huge) or place < (tonumber(board.least) or -math.huge) then return nil, best end
  if best ~= '-' and place >= tonumber(sortOf(board, best)) then return nil, best end
  return ',"score":' .. score .. ',"previousHighScore":' .. (best == '-' and 'null' or best) .. '}', score
end

-- Moves one entry. Returns `<player> <standing before> <standing after>`, whether it moved, and the end of its high score event.
local function moveEntry(board, player, operation, amount)
  local stored = redis.call('HMGET', board.scoresKey, player, '')
  local before, member, from
  if stored[1] then
    local space = string.find(stored[1], ' ', 1, true)
    before = string.sub(stored[1], 1, space - 1)
    member = string.format('%013d', string.sub(stored[1], space + 1)) .. player
    from = stored[1] .. ' ' .. rankOf(board, sortOf(board, before), member)
  end
  from = from or '- - -'
  local after = scoreAfter(board, before, operation, amount)
  if after == before then return player .. ' ' .. from .. ' ' .. from, false end

  if before then redis.call('ZREM', board.entriesKey, member) end
  if not after then
    redis.call('HDEL', board.scoresKey, player)
    return player .. ' ' .. from .. ' - - -', true
  end
  local turn, best = string.match(stored[2] or '0 -', '^(%d+) (%S+)$')
  board.begins = board.begins or not stored[2]
  turn = exact(turn + 1)
  member = string.format('%013d', turn) .. player
  local sort, ending = sortOf(board, after)
  ending, best = judge(board, after, sort, best)
  redis.call('ZADD', board.entriesKey, sort, member)
  redis.call('HSET', board.scoresKey, player, after .. ' ' .. turn, '', turn .. ' ' .. best)
  return player .. ' ' .. from .. ' ' .. after .. ' ' .. turn .. ' ' .. rankOf(board, sort, member), true, ending
end

local BOARD_ARGUMENTS, UPDATE_ARGUMENTS = 7, 5

-- What a change does to a board, and the places in ARGV and KEYS behind it.
-- KEYS  entries, scores, windows of the board, list of boards
-- ARGV  window, sign of the sort score, '1' for shared ties, least and highest sort score that is ranked, start of the window,
--       Unix ms until which it is kept or ''; then per update: player, operation, amount, name and JSON of the high score event
local function readBoard(at, count, key)
  local board = {
    window = ARGV[at], sign = ARGV[at + 1], shared = ARGV[at + 2] == '1',
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
    local text, hasMoved, ending = moveEntry(board, ARGV[at], ARGV[at + 1], ARGV[at + 2])
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
