-- EXPEL: members that have not given their word can no longer renew their lease. Writers are still told of them until LEAVE removes them.
-- KEYS  registry
-- ARGV  its ttl (ms), members ...
-- reply 1 done
-- Invariants: works however full the memory is. A node that is not a member does not become one.
for i = 2, #ARGV do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  if known and string.sub(known, 1, 1) == 'M' then
    before_growing(KEYS[1], ARGV[1])
    redis.call('HSET', KEYS[1], ARGV[i], 'X' .. string.sub(known, 2))
  end
end
return 1
