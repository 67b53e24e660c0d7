-- Reads pages of a board at one instant and keeps its channel's head (after head.lua, visit.lua, rank-pages.lua).
-- KEYS  meta, head, log, profiles; then per page: entries, scores (see board-entry.lua)
-- ARGV  1 TTL of a head without state, ms   2 life for a project without one   3 suffix for a new epoch
--       then per page: least and highest sort score that is ranked, '1' for shared ties, size or '', then
--       'slice', number of the first entry from 0, count | 'around', player, span | 'players', '', number of players, players...
-- Returns {epoch, offset, page...}; a page is {total, player, sort score, turn, rank or '', profile or false, player, ...}
local head = openHead(KEYS[2], openLife(KEYS[1], ARGV[2]), ARGV[3])
keepHead(KEYS[2], KEYS[3], head, tonumber(ARGV[1]))
local profilesKey, nextKey, at = KEYS[4], 5, 4

local reply = {head.epoch, head.offset}
while at <= #ARGV do
  entriesKey, scoresKey, nextKey = KEYS[nextKey], KEYS[nextKey + 1], nextKey + 2
  least, most, shared, size = ARGV[at], ARGV[at + 1], ARGV[at + 2] == '1', tonumber(ARGV[at + 3])
  openBoard()
  local kind, first, count, rows = ARGV[at + 4], ARGV[at + 5], tonumber(ARGV[at + 6]), {}
  at = at + 7
  if kind == 'slice' then
    addSlice(rows, tonumber(first), count)
  elseif kind == 'around' then
    local _, _, place = find(first)
    if place then addSlice(rows, math.max(0, place - count), math.min(place, count) + 1 + count) end
  else
    addPlayers(rows, at, count)
    at = at + count
  end
  reply[#reply + 1] = withProfiles(rows, profilesKey)
end
return reply
