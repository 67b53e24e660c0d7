-- Put before every script that reads a channel's head, a hash of
--   e  epoch `<life>.<suffix>`          o  offset of the last publication, also the version of the state
--   s  state, absent when there is none h  '1' while there is a lasting state; such a head never expires
--   k  retention `<publications> <ms>`  f  first offset kept, when retention alone would keep earlier ones
--   x  Unix ms until which the history surely lives
--   a  Unix s from which a commit has to make it live longer
--   b  first offset of this epoch; nothing before it can be resumed from
--   r  redacted offsets as `,12,15,`; their entries are deleted: no read shows them again, but Redis keeps the bytes of a deleted
--      entry until all of its stream node is deleted or trimmed, and its files until they are written anew

-- First offset kept, of the fields `f`, `o` and `k`.
local function firstKept(first, offset, retention)
  first = tonumber(first or 1)
  if not retention then return first end
  return math.max(first, offset - string.match(retention, '^%d+') + 1)
end

-- The head as it is under the project's current life; it writes nothing. One more field may be read beside.
local function openHead(key, life, suffix, ...)
  local fields = redis.call('HMGET', key, 'e', 'o', 'f', 'k', 'b', 'x', 'h', ...)
  local epoch = fields[1]
  local offset = tonumber(fields[2] or 0)
  local head = {
    exists = epoch, epoch = epoch, offset = offset, renewed = false,
    first = firstKept(fields[3], offset, fields[4]), began = tonumber(fields[5] or 1),
    historyUntil = tonumber(fields[6] or 0), retention = fields[4], stateful = fields[7], more = fields[8],
  }
  if not epoch or string.sub(epoch, 1, #life + 1) ~= life .. '.' then
    head.epoch = life .. '.' .. suffix
    head.began = offset + 1
    head.renewed = true
  end
  return head
end
