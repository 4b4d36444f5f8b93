-- OPEN a region again, after the commit of a bulk statement.
-- KEYS  stripes
-- ARGV  stripe ttl (ms), token (16 bytes)
-- reply 1 opened
-- Invariants: born and fenced now, whether the token was still there or not; other tokens stay.
for _, key in ipairs(KEYS) do
  local s = open_stripe(key)
  s.closers = without(s.closers, ARGV[2])
  s.born, s.fence, s.changed = s.now, s.now, true
  save_stripe(s, tonumber(ARGV[1]))
end
return 1
