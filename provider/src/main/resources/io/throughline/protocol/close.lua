-- CLOSE a region, before the commit of a bulk statement: all its entries are misses, all puts are refused.
-- KEYS  its record, or those of its stripes; or a query space's
-- ARGV  their ttl (ms), token (16 bytes), time limit (us), deadline (us of server time)
-- reply 1 closed | 0 refused: the deadline has passed
-- Invariants: a token counts once. Two bulk statements never undo each other.
if TIME > tonumber(ARGV[4]) then return 0 end
for _, key in ipairs(KEYS) do
  local r = open_record(key)
  r.closers = without(r.closers, ARGV[2]) .. ARGV[2] .. pack(NUMBER, r.now + tonumber(ARGV[3]))
  r.changed = true
  save_record(r, tonumber(ARGV[1]))
end
return 1
