-- Put before commit.lua: what else than its channel a change keeps up to date.

-- Puts a channel into the list of its kind or takes it out, and puts or forgets what rankings show of a player.
local function register(change)
  if change.l == '-' then
    redis.call('ZREM', change.listKey, change.n)
  elseif change.l then
    redis.call('ZADD', change.listKey, change.l, change.n)
  end
  if change.p == '' then
    redis.call('HDEL', change.profilesKey, change.i)
  elseif change.p then
    redis.call('HSET', change.profilesKey, change.i, string.sub(change.p, 2))
  end
end
