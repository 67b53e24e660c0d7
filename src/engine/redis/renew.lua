-- Says that a node lives.
-- KEYS  nodes
-- ARGV  1 node   2 Unix ms
-- Returns 1, or 0 when nobody knows the node (any more)
local nodesKey, node, at = KEYS[1], ARGV[1], ARGV[2]

if not redis.call('ZSCORE', nodesKey, node) then return 0 end
redis.call('ZADD', nodesKey, 'GT', at, node)
return 1
