-- Applies changes of several channels, all or none (after head.lua, retain.lua; for the options c, n, p, r and v also after
-- redact-entries.lua, register.lua, boards.lua, keep-latest.lua, which most commits do without).
-- Options are letters; each has one argument, in their order.
-- ARGV  1 `<life>.<suffix>` for what begins an epoch
--       2 options of the commit: d definitions `<epoch>.<offset>`, o what to remember under the once key, t its TTL in ms
--       then per change: pub/sub channel, retention `<publications> <history TTL, ms>`, publication text, options:
--       e expected `<epoch>.<offset>`   s lasting state   f fleeting state   x drop the state   h drop the history, in a new epoch
--       c offsets to redact   n channel (given with l and r)   l list score, '-' takes it out
--       i player (given with p)   p profile, '' forgets it   q say nothing when no rank moves (without r the three are '')
--       r number of rank updates; behind all options then what readBoard says
--       v number of latest values; behind all that then key and value of each
-- KEYS  meta; head of `system:definitions` with d; once key with o; then per change: head, log, list of its kind with l,
--       profiles with p, those of the board with r, values and turns with v
-- Returns {seq, epoch, offset, epoch, offset, ..., what each board did}
--       | {'repeated', remembered} | {'stale'} | {'conflict', number of the change}
local size, nextKey, at = #ARGV, 2, 3

-- Options by letter, beginning with those at `place`; `at` moves behind their arguments.
local function readOptions(place)
  local letters, options = ARGV[place], {}
  for index = 1, #letters do
    options[string.sub(letters, index, index)] = ARGV[at]
    at = at + 1
  end
  return options
end

local function takeKey()
  nextKey = nextKey + 1
  return KEYS[nextKey - 1]
end

-- Check.
local commit, onceKey = readOptions(2), nil
local definitionsKey = commit.d and takeKey()
if commit.o then
  onceKey = takeKey()
  local remembered = redis.call('GET', onceKey)
  if remembered then return {'repeated', remembered} end
end
if definitionsKey then
  local known = redis.call('HMGET', definitionsKey, 'e', 'o')
  if (known[1] or '') .. '.' .. (known[2] or '0') ~= commit.d then return {'stale'} end
end
local metaKey = KEYS[1]
local meta = redis.call('HMGET', metaKey, 'life', 'firehose')
local prefix = (meta[1] or string.match(ARGV[1], '^%w+')) .. '.'
local changes, count = {}, 0
while at <= size do
  local place = at
  at = at + 4
  local change = readOptions(place + 3)
  count = count + 1
  changes[count] = change
  local key = takeKey()
  local head = redis.call('HMGET', key, 'e', 'o', 'k', 'a', 'h')
  local epoch, offset = head[1], head[2] or '0'
  if not epoch or string.find(epoch, prefix, 1, true) ~= 1 then
    epoch = prefix .. string.match(ARGV[1], '%w+$')
    change.renewed = true
  end
  if change.e and change.e ~= epoch .. '.' .. offset then return {'conflict', count} end
  if change.h and not change.renewed then
    epoch = prefix .. string.match(ARGV[1], '%w+$')
    change.renewed = true
  end
  change.place, change.key, change.logKey, change.epoch, change.offset = place, key, takeKey(), epoch, offset
  change.retention, change.again, change.lasting = head[3], head[4], head[5]
  if change.l then change.listKey = takeKey() end
  if change.p then change.profilesKey = takeKey() end
  if change.r then change.board, at, nextKey = readBoard(at, tonumber(change.r), nextKey) end
  if change.v then
    change.latestKey, change.turnsKey, change.latestAt = takeKey(), takeKey(), at
    at = at + 2 * change.v
  end
end

-- Write.
local time = redis.call('TIME')
if not meta[1] then redis.call('HSET', metaKey, 'life', string.sub(prefix, 1, -2)) end
local spoken, ranks = count, {}
for _, change in ipairs(changes) do
  if change.r then ranks[#ranks + 1] = changeBoard(change.board, change.n, time[1]) or nil end
  if change.q and not (change.r and change.board.published) then
    change.silent = true
    spoken = spoken - 1
  end
end
if onceKey then
  local remember = commit.o
  for _, text in ipairs(ranks) do remember = remember .. '\n' .. text end
  redis.call('SET', onceKey, remember, 'PX', commit.t)
end
local seq = redis.call('HINCRBY', metaKey, 'seq', spoken)
local reply, nextSeq = {seq}, seq - spoken + 1
-- `<Unix s until which somebody listens to everything> <pub/sub channel>`
local firehose = meta[2] and meta[2] > time[1] and string.match(meta[2], ' (.*)')

for _, change in ipairs(changes) do
  local place, key, epoch = change.place, change.key, change.epoch
  if not change.silent then
    local live, retention, text = ARGV[place], ARGV[place + 1], ARGV[place + 2]
    local offset, state = string.format('%d', change.offset + 1), change.s or change.f
    change.offset = offset
    if change.r and change.board.published then text = text .. change.board.published end

    local historyUntil, lasting
    if change.renewed or change.retention ~= retention or time[1] >= change.again or change.h or change.x
      or change.f and change.lasting or change.s and not change.lasting then
      historyUntil, lasting = retain(change, tonumber(offset), retention, time)
    end
    if state then
      redis.call('HSET', key, 'o', offset, 's', state)
    else
      redis.call('HSET', key, 'o', offset)
    end
    redis.call('XADD', change.logKey, 'MAXLEN', '~', string.match(retention, '^%d+'), offset .. '-0', 'p', text)
    if change.c then redactEntries(key, change.logKey, change.c) end
    if historyUntil then limitLife(change, historyUntil, lasting) end
    if change.v then keepLatest(change, offset, retention, historyUntil) end

    local message = epoch .. '\n' .. offset .. '\n' .. text
    redis.call('SPUBLISH', live, message)
    if firehose then redis.call('SPUBLISH', firehose, nextSeq .. '\n' .. live .. '\n' .. message) end
    nextSeq = nextSeq + 1
    if change.n or change.p then register(change) end
  end
  reply[#reply + 1] = epoch
  reply[#reply + 1] = change.offset
end
for _, text in ipairs(ranks) do reply[#reply + 1] = text end
return reply
