-- EVICT: the entry goes, and no load that began before now comes back.
-- KEYS  record of the stripe, entry; or of the region, fences beside it, entry
-- ARGV  stripe ttl (ms), retention (us), stripe's number
-- reply 1 gone | 2 a lock stays
-- Invariants: always fences. A lock stays and is concurrent from now on: its writer will not store what he holds.
local s = open_stripe(KEYS, ARGV[1], ARGV[3])
local e = open_entry(KEYS[#KEYS], s)
raise_fence(s, s.now)
if e.lock then
  e.concurrent = true
  save_lock(e, s, tonumber(ARGV[2]))
else
  redis.call('DEL', e.key)
end
save_stripe(s)
return e.lock and 2 or 1
