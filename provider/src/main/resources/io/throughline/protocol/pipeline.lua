-- PIPELINE: runs operations one after the other, each with KEYS and ARGV of its own. Other clients' commands come before all of them or after.
-- KEYS  the keys of the operations, in the same order
-- ARGV  1 if memory may refuse some of them, else 0; then runs of operations of one name, each begun by
--       operations:2  keys:2  same:2  arguments:2  common:2  name  '\0'        (big endian)
--       how many operations; how many keys and arguments each has, and how many of these are the same for all. Those come once, followed by the others of each
-- reply { server time, outcome of the first operation or the text of its error, outcome of the second, ... }
-- Invariants: an operation that fails does not affect the others.
local HEADER = '>HHHHHs'

if ARGV[1] == '1' then -- this has to be asked before anything is written
  local refused = redis.pcall('SETRANGE', KEYS[1], 0, '') -- grows nothing, and makes no key
  if type(refused) == 'table' and refused.err and string.find(refused.err, 'OOM', 1, true) then memory_full = refused end
end
local reply, key, at = { TIME }, 1, 2
while at <= #ARGV do
  local operations, keys, same, arguments, common, name = read(HEADER, ARGV[at])
  local operation = operation_named(name)
  local its_keys, its = { unpack(KEYS, key, key + same - 1) }, { unpack(ARGV, at + 1, at + common) }
  key, at = key + same, at + common + 1
  for _ = 1, operations do
    for i = same + 1, keys do
      its_keys[i] = KEYS[key]
      key = key + 1
    end
    for i = common + 1, arguments do
      its[i] = ARGV[at]
      at = at + 1
    end
    local done, outcome = pcall(operation, its_keys, its)
    if not done then
      outcome = type(outcome) == 'table' and outcome.err or tostring(outcome) -- its text
      outcome = string.gsub(outcome, '^@?user_script:%s*%d+:%s*%-?', '') -- before Redis 7
    end
    reply[#reply + 1] = outcome
  end
end
return reply
