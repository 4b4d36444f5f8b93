-- CALL: tells the members that keep one of these regions near what is about to change, or has changed.
-- KEYS  registry
-- ARGV  the caller's own member or '', channel, message, regions ...
-- reply { nonce of the registry, or '' if it is missing, member, its state, member, its state ... }: 'M' and its lease (ms), or 'X' if it was expelled
-- Invariants: every member in the reply has been called, or was expelled before. A member that joins later finds the locks in place, or does not keep what it reads.
local fields = { '%nonce' }
for i = 4, #ARGV do fields[#fields + 1] = '%region:' .. ARGV[i] end
local known = redis.call('HMGET', KEYS[1], unpack(fields))
if not known[1] then return { '' } end
local reply, members, met = { known[1] }, {}, { [ARGV[1]] = true }
for i = 2, #known do
  for member in string.gmatch(known[i] or '', '%S+') do
    if not met[member] then
      met[member] = true
      members[#members + 1] = member
    end
  end
end
if #members == 0 then return reply end
local states, called = redis.call('HMGET', KEYS[1], unpack(members)), false
for i, member in ipairs(members) do
  if states[i] then
    reply[#reply + 1], reply[#reply + 2] = member, states[i]
    called = called or string.sub(states[i], 1, 1) == 'M'
  end
end
if called then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
return reply
