-- Put after head.lua before every script that only reads a channel.

-- The project's life; a project without one begins it.
local function openLife(metaKey, candidate)
  local life = redis.call('HGET', metaKey, 'life')
  if life then return life end
  redis.call('HSET', metaKey, 'life', candidate)
  return candidate
end

-- Keeps a head that a reader has seen for at least `ttl` ms, or for as long as the channel is kept if that is shorter: readers do
-- not make something last that is to go soon. Lazily, so that most reads write nothing.
local function keepHead(key, logKey, head, ttl)
  if head.renewed then
    if not head.exists then redis.call('DEL', logKey) end
    redis.call('HSET', key, 'e', head.epoch, 'o', head.offset, 'b', head.began)
  end
  if head.stateful then return end
  local least = math.min(ttl, head.retention and tonumber(string.match(head.retention, '%d+$')) or ttl)
  if redis.call('PTTL', key) < least then redis.call('PEXPIRE', key, math.floor(least * 1.25)) end
end
