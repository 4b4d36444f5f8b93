-- LEAVE: removes members, so that writers are no longer told of them: members that close, after they have stopped answering from their near caches; and expelled members, a lease after they were expelled.
-- KEYS  registry
-- ARGV  1 to remove only members that were expelled, else 0; members ...
-- reply number of members removed
-- Invariants: the nonce stays, for writers that have known it.
local gone = {}
for i = 2, #ARGV do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  if known and (ARGV[1] == '0' or string.sub(known, 1, 1) == 'X') then
    redis.call('HDEL', KEYS[1], ARGV[i])
    gone[#gone + 1] = ARGV[i]
  end
end
if #gone == 0 then return 0 end
redis.call('HSET', KEYS[1], '%members', (tonumber(redis.call('HGET', KEYS[1], '%members')) or #gone) - #gone)
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 8) == '%region:' then
    local left = all[i + 1]
    for _, member in ipairs(gone) do
      local from, to = string.find(left, member .. ' ', 1, true)
      if from then left = string.sub(left, 1, from - 1) .. string.sub(left, to + 1) end
    end
    if left == '' then redis.call('HDEL', KEYS[1], all[i])
    elseif left ~= all[i + 1] then redis.call('HSET', KEYS[1], all[i], left) end
  end
end
return #gone
