-- Put before commit.lua: what a commit has to do beside appending, now and then only: when a channel begins, its epoch or retention
-- changes, a state comes or goes, the history has ended or has to live longer.

-- Makes head and log ready for a publication at `offset`. Returns for how long both are to live after it, if that is to be set.
local function retain(change, offset, retention, time)
  local key, head = change.key, redis.call('HMGET', change.key, 'f', 'x', 'k')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local ttl, historyUntil = tonumber(string.match(retention, '%d+$')), tonumber(head[2] or 0)
  local ended = historyUntil <= now
  local first = offset
  if ended or change.h then
    redis.call('DEL', change.logKey)
    redis.call('HDEL', key, 'r')
    if ended and not change.lasting then redis.call('HDEL', key, 's') end
  else
    first = firstKept(head[1], offset - 1, head[3])
  end
  redis.call('HSET', key, 'e', change.epoch, 'k', retention, 'f', first)
  if change.renewed then redis.call('HSET', key, 'b', offset) end

  local lasting = change.s or change.lasting and not change.f and not change.x
  if lasting and not change.lasting then
    redis.call('HSET', key, 'h', '1')
    redis.call('PERSIST', key)
  elseif change.lasting and not lasting then
    redis.call('HDEL', key, 'h')
    historyUntil = 0
  end
  if change.x then redis.call('HDEL', key, 's') end

  local live
  if ended or change.h or historyUntil < now + ttl then
    -- A quarter longer than asked for, so that most commits find enough left.
    live = math.floor(ttl * 1.25)
    historyUntil = math.max(historyUntil, now + live)
  end
  redis.call('HSET', key, 'x', historyUntil, 'a', math.max(0, math.floor((historyUntil - ttl) / 1000)))
  return live and historyUntil, lasting
end

-- Sets until when log and head live; a head with a lasting state never ends.
local function limitLife(change, historyUntil, lasting)
  redis.call('PEXPIREAT', change.logKey, historyUntil)
  if not lasting and redis.call('PEXPIRETIME', change.key) < historyUntil then
    redis.call('PEXPIREAT', change.key, historyUntil)
  end
end
