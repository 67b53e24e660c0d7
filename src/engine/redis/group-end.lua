end
-- KEYS  those of all runs
-- ARGV  per run: its number of keys, its number of arguments, its arguments
-- Returns the reply of each run, {'failed', message} for one that failed; the others are not affected
local replies, key, at = {}, 1, 1
while at < #GROUP_ARGV do
  local keys, arguments = tonumber(GROUP_ARGV[at]), tonumber(GROUP_ARGV[at + 1])
  local ran, reply = pcall(
    runOne,
    {unpack(GROUP_KEYS, key, key + keys - 1)},
    {unpack(GROUP_ARGV, at + 2, at + 1 + arguments)}
  )
  replies[#replies + 1] = ran and reply or {'failed', type(reply) == 'table' and reply.err or tostring(reply)}
  key, at = key + keys, at + 2 + arguments
end
return replies
