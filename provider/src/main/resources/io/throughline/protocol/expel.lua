-- EXPEL: members that have not given their word cannot renew their lease any more. Others are told of them until they are forgotten: see LEAVE.
-- KEYS  registry
-- ARGV  its ttl (ms), members ...
-- reply 1 done
-- Invariants: taken however full memory is. Whoever is no member is not made one.
for i = 2, #ARGV do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  if known and string.sub(known, 1, 1) == 'M' then
    before_growing(KEYS[1], ARGV[1])
    redis.call('HSET', KEYS[1], ARGV[i], 'X' .. string.sub(known, 2))
  end
end
return 1
