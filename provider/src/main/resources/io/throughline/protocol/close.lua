-- CLOSE a region, before the commit of a bulk statement: all its entries are misses, all puts are refused.
-- KEYS  stripes
-- ARGV  stripe ttl (ms), token (16 bytes), time limit (us), deadline (us of server time)
-- reply 1 closed | 0 refused: the deadline has passed
-- Invariants: a token counts once. Two bulk statements never undo each other.
if server_time() > tonumber(ARGV[4]) then return 0 end
for _, key in ipairs(KEYS) do
  local s = open_stripe(key)
  s.closers = without(s.closers, ARGV[2])
  s.closers[#s.closers + 1] = { ARGV[2], s.now + tonumber(ARGV[3]) }
  s.changed = true
  save_stripe(s, tonumber(ARGV[1]))
end
return 1
