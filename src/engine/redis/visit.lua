-- Put after head.lua before every script that only reads a channel.

-- The project's life; a project without one begins it.
local function openLife(metaKey, candidate)
  local life = redis.call('HGET', metaKey, 'life')
  if life then return life end
  redis.call('HSET', metaKey, 'life', candidate)
  return candidate
end

-- Keeps a head that a reader has seen for at least `ttl` ms; lazily, so that most reads write nothing.
local function keepHead(key, logKey, head, ttl)
  if head.renewed then
    if not head.exists then redis.call('DEL', logKey) end
    redis.call('HSET', key, 'e', head.epoch, 'o', head.offset, 'b', head.began)
  end
  if not head.stateful and redis.call('PTTL', key) < ttl then
    redis.call('PEXPIRE', key, math.floor(ttl * 1.25))
  end
end
