-- RENEW: renews a member's lease.
-- KEYS  registry
-- ARGV  its ttl (ms), member, nonce of the registry that it has joined
-- reply 1 renewed | 0 not renewed: the member was expelled, or the registry is another one
-- Invariants: a missing registry is not made.
local known = redis.call('HMGET', KEYS[1], '%nonce', ARGV[2])
if known[1] ~= ARGV[3] or not known[2] or string.sub(known[2], 1, 1) ~= 'M' then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
