-- OPEN a region again, after the commit of a bulk statement.
-- KEYS  its record, or those of its stripes; or a query space's
-- ARGV  their ttl (ms), token (16 bytes)
-- reply 1 opened
-- Invariants: born and fenced now, whether the token was still there or not; other tokens stay.
for _, key in ipairs(KEYS) do
  local r = open_record(key)
  r.closers = without(r.closers, ARGV[2])
  r.born, r.fence, r.changed = r.now, r.now, true
  save_record(r, tonumber(ARGV[1]))
end
return 1
