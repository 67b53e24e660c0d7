-- Put before all of a script that is to run several times in one call, group-end.lua after it. Inside, KEYS and ARGV are those of
-- one run.
local GROUP_KEYS, GROUP_ARGV = KEYS, ARGV
local function runOne(KEYS, ARGV)
