-- EVICT: the entry is removed, and loads that began before now are not put.
-- KEYS  record of the stripe, entry; or record of the region, its fences, entry
-- ARGV  stripe ttl (ms), retention (us), stripe's number
-- reply 1 gone | 2 a lock stays
-- Invariants: always raises the fence. A lock stays and is concurrent from now on: its writer will not store its state.
local s = open_stripe(KEYS, ARGV[1], ARGV[3])
local e = open_entry(KEYS[#KEYS], s)
raise_fence(s, s.now)
if e.lock then
  e.concurrent = true
  save_lock(e, s, tonumber(ARGV[2]))
else
  call('DEL', e.key)
end
save_record(s.record, s.ttl_ms)
return e.lock and 2 or 1
