-- Applies changes of several channels, all or none (after head.lua, redact-entries.lua, boards.lua).
-- KEYS  meta; head of `system:definitions` when ARGV[1] is given; key of `once` when ARGV[2] is given;
--       then per change: head, log, the list of its kind when `listed` is given, profiles when `profile` is, those of its board
-- ARGV  1 definitions version or ''   2 what to remember under once, or ''   3 its TTL, ms
--       4 life for a project without one   5 suffix for new epochs   6 prefix of live channels   7 firehose channel
--       then per change: channel, expected epoch or '', expected offset, state operation ('', 'put', 'lend' for as
--       long as the history, 'drop'), state,
--       publication text, publications kept, history TTL in ms, '1' to drop the history, list score ('' leaves, '-' removes),
--       offsets to redact, '1' to say nothing when no rank moves, profile ('' leaves, '-' removes, '=...' puts),
--       number of rank updates, and when there are any what readBoard says
-- Returns {'committed', seq, number of changes, epoch, offset, epoch, offset, ..., what each board did}
--       | {'repeated', remembered} | {'stale'} | {'conflict', channel}
local FIXED, PER_CHANGE = 7, 14
local definitions, remember, onceTtl = ARGV[1], ARGV[2], ARGV[3]
local suffix, livePrefix, firehose = ARGV[5], ARGV[6], ARGV[7]
local metaKey, nextKey = KEYS[1], 2

local definitionsKey, onceKey
if definitions ~= '' then definitionsKey = KEYS[nextKey]; nextKey = nextKey + 1 end
if remember ~= '' then onceKey = KEYS[nextKey]; nextKey = nextKey + 1 end

-- Check.
if onceKey then
  local remembered = redis.call('GET', onceKey)
  if remembered then return {'repeated', remembered} end
end
if definitionsKey and (redis.call('HGET', definitionsKey, 'o') or '0') ~= definitions then return {'stale'} end
local meta = redis.call('HMGET', metaKey, 'life', 'firehose')
local life = meta[1] or ARGV[4]
local heads, at = {}, FIXED + 1
while at <= #ARGV do
  local channel, expectedEpoch, expectedOffset, listed = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 9]
  local head = openHead(KEYS[nextKey], life, suffix)
  if expectedEpoch ~= '' and (expectedEpoch ~= head.epoch or tonumber(expectedOffset) ~= head.offset) then
    return {'conflict', channel}
  end
  head.at, head.key, head.logKey = at, KEYS[nextKey], KEYS[nextKey + 1]
  nextKey = nextKey + 2
  if listed ~= '' then head.listKey = KEYS[nextKey]; nextKey = nextKey + 1 end
  if ARGV[at + 12] ~= '' then head.profilesKey = KEYS[nextKey]; nextKey = nextKey + 1 end
  local updates = tonumber(ARGV[at + 13])
  at = at + PER_CHANGE
  if updates > 0 then head.board, at, nextKey = readBoard(at, updates, nextKey) end
  heads[#heads + 1] = head
end

-- Write.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local everybody = meta[2] and tonumber(meta[2]) > now
if not meta[1] then redis.call('HSET', metaKey, 'life', life) end
local spoken, ranks = {}, {}
for _, head in ipairs(heads) do
  if head.board then ranks[#ranks + 1] = changeBoard(head.board, ARGV[head.at]) end
  if ARGV[head.at + 11] == '' or head.board and head.board.published then
    spoken[#spoken + 1] = head
    head.offset = head.offset + 1
  end
end
if onceKey then
  for _, text in ipairs(ranks) do remember = remember .. '\n' .. text end
  redis.call('SET', onceKey, remember, 'PX', onceTtl)
end
local seq = redis.call('HINCRBY', metaKey, 'seq', #spoken) - #spoken

for index, head in ipairs(spoken) do
  local at = head.at
  local channel, stateOperation, state, text = ARGV[at], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5]
  local keep, ttl, dropHistory, listed = tonumber(ARGV[at + 6]), tonumber(ARGV[at + 7]), ARGV[at + 8], ARGV[at + 9]
  local redactions, profile = ARGV[at + 10], ARGV[at + 12]
  local key, logKey, offset, epoch = head.key, head.logKey, head.offset, head.epoch
  if head.board and head.board.published then text = text .. head.board.published end

  local emptied = dropHistory == '1' or not head.exists or head.historyUntil <= now
  if emptied then
    redis.call('DEL', logKey)
    if head.exists then redis.call('HDEL', key, 'r') end
    if head.historyUntil <= now and not head.stateful then redis.call('HDEL', key, 's') end
  end
  local first = emptied and offset or math.max(head.first, offset - keep + 1)
  local fields = {'o', offset, 'f', first}
  if head.renewed then fields[5], fields[6], fields[7], fields[8] = 'e', epoch, 'b', head.began end
  local stateful = head.stateful
  if stateOperation == 'put' or stateOperation == 'lend' then
    fields[#fields + 1] = 's'
    fields[#fields + 1] = state
    if stateOperation == 'lend' then
      if stateful then redis.call('HDEL', key, 'h') end
      stateful = false
    elseif not stateful then
      fields[#fields + 1] = 'h'
      fields[#fields + 1] = '1'
      if head.exists then redis.call('PERSIST', key) end
      stateful = '1'
    end
  elseif stateOperation == 'drop' then
    redis.call('HDEL', key, 's', 'h')
    stateful = false
  end
  -- TTLs are renewed only when they have run down to `ttl`, and then last a quarter longer.
  local renewTtl = emptied or head.historyUntil < now + ttl or (head.stateful and not stateful)
  local longTtl = math.floor(ttl * 1.25)
  if renewTtl then
    fields[#fields + 1] = 'x'
    fields[#fields + 1] = now + longTtl
  end
  redis.call('HSET', key, unpack(fields))
  redis.call('XADD', logKey, 'MINID', '~', first, offset .. '-0', 'p', text)
  if redactions ~= '' then redactEntries(key, logKey, redactions) end
  if renewTtl then
    redis.call('PEXPIRE', logKey, longTtl)
    if not stateful and redis.call('PTTL', key) < longTtl then redis.call('PEXPIRE', key, longTtl) end
  end
  if listed == '-' then
    redis.call('ZREM', head.listKey, channel)
  elseif listed ~= '' then
    redis.call('ZADD', head.listKey, listed, channel)
  end

  local message = epoch .. '\n' .. offset .. '\n' .. text
  redis.call('SPUBLISH', livePrefix .. channel, message)
  if everybody then redis.call('SPUBLISH', firehose, (seq + index) .. '\n' .. channel .. '\n' .. message) end
  if profile == '-' then
    redis.call('HDEL', head.profilesKey, string.match(channel, ':(.*)'))
  elseif profile ~= '' then
    redis.call('HSET', head.profilesKey, string.match(channel, ':(.*)'), string.sub(profile, 2))
  end
end

local reply = {'committed', seq + #spoken, #heads}
for _, head in ipairs(heads) do
  reply[#reply + 1] = head.epoch
  reply[#reply + 1] = head.offset
end
for _, text in ipairs(ranks) do reply[#reply + 1] = text end
return reply
