-- JOIN: a node that keeps regions near becomes a member. A member joins again to add regions.
-- KEYS  registry
-- ARGV  its ttl (ms), member, its lease (ms), nonce to use if the registry is missing, regions ...
-- reply { nonce of the registry }
-- Invariants: a registry without a nonce counts as missing, and is made anew. '%members' is the number of members. One field for each member: 'M' and its lease, or 'X' if it was expelled. One field
-- for each region, with '%region:' in front: its members, a blank after each. An expelled member stays expelled, because its lease is waited for.
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
