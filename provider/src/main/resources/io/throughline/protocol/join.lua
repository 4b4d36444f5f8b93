-- JOIN: a member that keeps regions near; again, with more regions, one that has joined.
-- KEYS  registry
-- ARGV  its ttl (ms), member, its lease (ms), nonce for a registry that is missing, regions ...
-- reply { nonce of the registry }
-- Invariants: a registry without a nonce is none: it is made anew. '%members' is how many there are. A field a member: 'M' and its lease, 'X' if it was expelled; a field
-- a region, '%region:' in front: its members, a blank behind each. Who was expelled stays so: its lease is waited for.
local key, member = KEYS[1], ARGV[2]
local nonce = redis.call('HGET', key, '%nonce')
if not nonce then
  redis.call('DEL', key)
  redis.call('HSET', key, '%nonce', ARGV[4])
  nonce = ARGV[4]
end
local state = redis.call('HGET', key, member)
if not state then
  redis.call('HSET', key, member, 'M' .. ARGV[3], '%members', (tonumber(redis.call('HGET', key, '%members')) or 0) + 1)
elseif string.sub(state, 1, 1) ~= 'X' then
  redis.call('HSET', key, member, 'M' .. ARGV[3])
end
for i = 5, #ARGV do
  local members = redis.call('HGET', key, '%region:' .. ARGV[i]) or ''
  if not string.find(members, member, 1, true) then
    redis.call('HSET', key, '%region:' .. ARGV[i], members .. member .. ' ')
  end
end
redis.call('PEXPIRE', key, ARGV[1])
return { nonce }
