-- OPEN a region again, after the commit of a bulk statement.
-- KEYS  its record, or those of its stripes; or a query space's
-- ARGV  their ttl (ms), token (16 bytes)
-- reply 1 opened | 2 opened, but one of the records no longer had the token: it had run out, or was lost
-- Invariants: born and fenced now, whether or not the token was still there. Other tokens stay.
local outcome = 1
for _, key in ipairs(KEYS) do
  local r = open_record(key)
  local held
  r.closers, held = without(r.closers, ARGV[2])
  if not held then outcome = 2 end
  r.born, r.fence, r.changed = r.now, r.now, true
  save_record(r, tonumber(ARGV[1]))
end
return outcome
