-- SETTLE, after a commit: raises the stripe's fence, removes the lock, and stores the new state if nobody else has written the entry.
-- KEYS  record of the stripe, entry; or record of the region, its fences, entry
-- ARGV  stripe ttl (ms), token (16 bytes), retention (us), item's time to live (ms), item without 'I' 1 stamp, or '',
--       stripe's number
-- reply 1 stored | 2 no item, or not to be stored: the entry is removed | 3 others hold the lock
--       | 4 as 2 or 3, but the lock was no longer there: it had run out, or was lost
--       | 5 stored, with a stamp that is later than the server's time
-- Invariants: always raises the fence. Stores only for the last holder of a lock that was never concurrent and is younger than the stripe.
local token, retention, item_ttl, item =
  ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local s = open_stripe(KEYS, ARGV[1], ARGV[6])
local e = open_entry(KEYS[#KEYS], s)
raise_fence(s, s.now)
local outcome, held = 2, false
if e.lock then
  e.holders, held = without(e.holders, token)
  if #e.holders > 0 then
    e.concurrent = true
    save_lock(e, s, retention)
    outcome = 3
  elseif held and item ~= '' and not e.concurrent and e.since > born_of(s.record) then
    store(e.key, ITEM .. pack(NUMBER, s.now) .. item, item_ttl)
    outcome = s.now == TIME and 1 or 5
  else
    call('DEL', e.key)
  end
else
  call('DEL', e.key)
end
save_record(s.record, s.ttl_ms)
return held and outcome or 4
