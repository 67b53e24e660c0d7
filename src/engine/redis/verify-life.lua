-- Compares a project with what a node knows of it, and begins a new life when the store lost commits.
-- KEYS  meta
-- ARGV  1 highest seq the node was told   2 address of the primary, '' when it cannot change   3 candidate life
-- Returns {life, seq, '1' when a new life began because of a loss}
local metaKey = KEYS[1]
local knownSeq, primary, candidate = tonumber(ARGV[1]), ARGV[2], ARGV[3]

local meta = redis.call('HMGET', metaKey, 'life', 'seq', 'primary')
local life, seq = meta[1], tonumber(meta[2] or 0)
local fellBack = seq < knownSeq
local tookOver = primary ~= '' and meta[3] and meta[3] ~= primary
local renewed = not life or fellBack or tookOver
if renewed then
  life = candidate
  redis.call('HSET', metaKey, 'life', life)
end
-- Leaping ahead of what any node may know makes one of them renew the life, not each of them again.
if fellBack then
  seq = knownSeq + 1000000
  redis.call('HSET', metaKey, 'seq', seq)
end
if primary ~= '' then redis.call('HSET', metaKey, 'primary', primary) end
return {life, seq, (fellBack or tookOver) and '1' or ''}
