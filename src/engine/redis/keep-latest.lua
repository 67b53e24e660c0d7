-- Put before commit.lua: keeps the latest value per key of a channel. A turn is 1024 times the offset plus the place in the commit.
local LATEST_KEYS = 10000

local function keepLatest(change, offset, retention, renewed)
  local values, turns, at = change.latestKey, change.turnsKey, change.latestAt
  local added = 0
  for index = 0, tonumber(change.v) - 1 do
    local key, turn = ARGV[at + 2 * index], string.format('%.0f', offset * 1024 + index)
    added = added + redis.call('HSET', values, key, turn .. ' ' .. ARGV[at + 2 * index + 1])
    redis.call('ZADD', turns, turn, key)
  end
  if added > 0 then
    local surplus = redis.call('ZCARD', turns) - LATEST_KEYS
    if surplus > 0 then
      local oldest = redis.call('ZPOPMIN', turns, surplus)
      for index = 1, #oldest, 2 do redis.call('HDEL', values, oldest[index]) end
    end
  end
  if added > 0 or renewed then
    local live = math.floor(tonumber(string.match(retention, '%d+$')) * 1.25)
    redis.call('PEXPIRE', values, live)
    redis.call('PEXPIRE', turns, live)
  end
end
