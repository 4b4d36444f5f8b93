-- LOCK, before a commit: from now until the writer settles, nobody reads the entry and nobody puts one.
-- KEYS  record of the stripe, entry; or record of the region, its fences, entry
-- ARGV  stripe ttl (ms), token (16 bytes), time limit of the lock (us), deadline (us of server time), retention (us), stripe's number
-- reply 1 placed | 0 refused: the deadline has passed
-- Invariants: a token counts once. A second holder makes the lock concurrent, and it stays concurrent: nothing is stored when it is removed.
local token, limit, deadline, retention =
  ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if TIME > deadline then return 0 end
local s = open_stripe(KEYS, ARGV[1], ARGV[6])
local e = open_entry(KEYS[#KEYS], s)
if e.lock then
  local others, held = without(e.holders, token)
  e.holders = others
  if not held then e.concurrent = true end
else
  e.lock, e.concurrent, e.since, e.holders = true, false, s.now, ''
end
e.holders = e.holders .. token .. pack(NUMBER, s.now + limit)
save_lock(e, s, retention)
save_record(s.record, s.ttl_ms)
return 1
