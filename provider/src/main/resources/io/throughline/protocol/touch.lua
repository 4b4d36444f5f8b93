-- TOUCH: extends an item's life after a hit (max_idle).
-- KEYS  record, entry
-- ARGV  idle time (ms), time to live since the stamp (ms)
-- reply 1 extended | 0 nothing to extend
-- Invariants: never beyond the stamp plus the time to live; never a lock; writes no record.
local raw = call('GET', KEYS[2])
if not raw or #raw < 20 or string.sub(raw, 1, 2) ~= ITEM then return 0 end
local left = read(NUMBER, raw, 3) / 1000 + tonumber(ARGV[2]) - TIME / 1000
if left <= 0 then return 0 end
call('PEXPIRE', KEYS[2], string.format('%.0f', math.max(1, math.min(left, tonumber(ARGV[1])))))
return 1
