-- Put before every script that opens a channel. A channel's head is a hash of
--   e  epoch `<life>.<suffix>`          o  offset of the last publication, also the version of the state
--   s  state, absent when there is none h  '1' while there is a lasting state; such a head never expires
--   f  first offset of the history kept b  first offset of this epoch; nothing before it can be resumed from
--   x  Unix ms until which the history surely lives
--   r  redacted offsets as `,12,15,`; their entries are deleted, so that the text is gone from Redis

-- The head as it is under the project's current life; it writes nothing. One more field may be read beside.
local function openHead(key, life, suffix, ...)
  local fields = redis.call('HMGET', key, 'e', 'o', 'f', 'b', 'x', 'h', ...)
  local epoch = fields[1]
  local offset = tonumber(fields[2] or 0)
  local head = {
    exists = epoch, epoch = epoch, offset = offset, renewed = false,
    first = tonumber(fields[3] or 1), began = tonumber(fields[4] or 1),
    historyUntil = tonumber(fields[5] or 0), stateful = fields[6], more = fields[7],
  }
  if not epoch or string.sub(epoch, 1, #life + 1) ~= life .. '.' then
    head.epoch = life .. '.' .. suffix
    head.began = offset + 1
    head.renewed = true
  end
  return head
end
