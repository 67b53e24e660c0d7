-- Put before boards.lua: moves one entry of a board. A window of a board is
--   entries  sorted set: sort score -> `<turn, 13 digits><player>`; the sort score is the score, negated where high ones rank first
--   scores   hash: player -> `<score> <turn>`
--            '' -> `<last turn given out> <best ranked score there was, or -> <Unix s until which it is followed>`
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
-- The rank of a standing is `-` when nobody wants to know it.
local function moveEntry(board, player, operation, amount, now)
  local stored = redis.call('HMGET', board.scoresKey, player, '')
  local turn, best, followed = string.match(stored[2] or '0 - 0', '^(%d+) (%S+) (%d+)$')
  local ranks = board.reports or followed > now
  local before, member, from = nil, nil, '- - -'
  if stored[1] then
    local space = string.find(stored[1], ' ', 1, true)
    before = string.sub(stored[1], 1, space - 1)
    member = string.format('%013d', string.sub(stored[1], space + 1)) .. player
    from = stored[1] .. ' ' .. (ranks and rankOf(board, sortOf(board, before), member) or '-')
  end
  local after = scoreAfter(board, before, operation, amount)
  if after == before then return player .. ' ' .. from .. ' ' .. from, false end

  if before then redis.call('ZREM', board.entriesKey, member) end
  if not after then
    redis.call('HDEL', board.scoresKey, player)
    return player .. ' ' .. from .. ' - - -', true
  end
  board.begins = board.begins or turn == '0'
  turn = string.format('%d', turn + 1)
  member = string.format('%013d', turn) .. player
  local sort, ending = sortOf(board, after)
  ending, best = judge(board, after, sort, best)
  redis.call('ZADD', board.entriesKey, sort, member)
  redis.call('HSET', board.scoresKey, player, after .. ' ' .. turn, '', turn .. ' ' .. best .. ' ' .. followed)
  local rank = ranks and rankOf(board, sort, member) or '-'
  return player .. ' ' .. from .. ' ' .. after .. ' ' .. turn .. ' ' .. rank, true, ending
end
