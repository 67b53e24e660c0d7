-- Empties one publication in place of the log (after head.lua, redact-entries.lua).
-- KEYS  head, log
-- ARGV  1 offset
-- Returns nothing
redactEntries(KEYS[1], KEYS[2], ARGV[1])
