-- JOIN: a member that keeps regions near; again, with more regions, one that has joined.
-- KEYS  registry
-- ARGV  its ttl (ms), member, its lease (ms), nonce for a registry that is missing, regions ...
-- reply { nonce of the registry }
-- Invariants: a registry without a nonce is none: it is made anew. '%members' is how many there are. A field a member: 'M' and its lease, 'X' if it was expelled; a field a region, '%region:' in
-- front: its members, a blank behind each.
local key, member = KEYS[1], ARGV[2]
local nonce = redis.call('HGET', key, '%nonce')
if not nonce then
  redis.call('DEL', key)
  redis.call('HSET', key, '%nonce', ARGV[4])
  nonce = ARGV[4]
end
if redis.call('HSET', key, member, 'M' .. ARGV[3]) == 1 then
  redis.call('HSET', key, '%members', (tonumber(redis.call('HGET', key, '%members')) or 0) + 1)
end
for i = 5, #ARGV do
  local members = redis.call('HGET', key, '%region:' .. ARGV[i]) or ''
  if not string.find(members, member, 1, true) then
    redis.call('HSET', key, '%region:' .. ARGV[i], members .. member .. ' ')
  end
end
redis.call('PEXPIRE', key, ARGV[1])
return { nonce }
