-- Put before ranks.lua: reads pages of a window of a board, whose keys and bounds are in these variables.
local entriesKey, scoresKey, least, most, shared, size, below, total

local function openBoard()
  below = least == '-inf' and 0 or redis.call('ZCOUNT', entriesKey, '-inf', '(' .. least)
  local bounded = least ~= '-inf' or most ~= '+inf'
  total = bounded and redis.call('ZCOUNT', entriesKey, least, most) or redis.call('ZCARD', entriesKey)
  if not size or total <= size then return end
  if shared then most = redis.call('ZRANGE', entriesKey, below + size - 1, below + size - 1, 'WITHSCORES')[2] end
  total = shared and redis.call('ZCOUNT', entriesKey, least, most) or size
end

-- Sort score, turn and place from 0 of a player's entry; no place when it is not ranked.
local function find(player)
  local score, turn = string.match(redis.call('HGET', scoresKey, player) or '', '^(%S+) (%d+)$')
  if not score then return end
  local member = string.format('%013d', turn) .. player
  local sort = redis.call('ZSCORE', entriesKey, member)
  local place = redis.call('ZRANK', entriesKey, member) - below
  return sort, turn, place >= 0 and place < total and place or nil
end

local function rankAt(place, sort)
  return (shared and redis.call('ZCOUNT', entriesKey, least, '(' .. sort) or place) + 1
end

local function addSlice(page, from, count)
  local first, last = below + from, below + math.min(from + count, total) - 1
  local found = last >= first and redis.call('ZRANGE', entriesKey, first, last, 'WITHSCORES') or {}
  local rank, previous
  for index = 1, #found, 2 do
    local member, sort = found[index], found[index + 1]
    local place = from + (index - 1) / 2
    if not previous then rank = rankAt(place, sort) elseif not shared or sort ~= previous then rank = place + 1 end
    previous = sort
    page[#page + 1] = {string.sub(member, 14), sort, string.sub(member, 1, 13), rank}
  end
end

local function addPlayers(page, first, count)
  for index = first, first + count - 1 do
    local sort, turn, place = find(ARGV[index])
    if sort then page[#page + 1] = {ARGV[index], sort, turn, place and rankAt(place, sort) or ''} end
  end
end

-- A page as it is returned.
local function withProfiles(rows, profilesKey)
  local page, players = {total}, {}
  for index, row in ipairs(rows) do players[index] = row[1] end
  local profiles = #players > 0 and redis.call('HMGET', profilesKey, unpack(players)) or {}
  for index, row in ipairs(rows) do
    for _, field in ipairs(row) do page[#page + 1] = field end
    page[#page + 1] = profiles[index]
  end
  return page
end
