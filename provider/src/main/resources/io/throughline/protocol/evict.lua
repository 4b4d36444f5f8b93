-- EVICT: the entry goes, and no load that began before now comes back.
-- KEYS  stripe, entry
-- ARGV  stripe ttl (ms), retention (us)
-- reply 1 gone | 2 a lock stays
-- Invariants: always fences. A lock stays and is concurrent from now on: its writer will not store what he holds.
local s = open_stripe(KEYS[1])
local e = open_entry(KEYS[2], s)
raise_fence(s, s.now)
if e.lock then
  e.concurrent = true
  save_lock(e, s, tonumber(ARGV[2]))
else
  redis.call('DEL', e.key)
end
save_stripe(s, tonumber(ARGV[1]))
return e.lock and 2 or 1
