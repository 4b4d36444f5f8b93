-- PIPELINE: runs operations one after the other, each with KEYS and ARGV of its own. Other clients' commands come before all of them or after.
-- KEYS  the keys of the operations, in the same order
-- ARGV  1 if memory may refuse some of them, else 0; then runs of operations of one name, each begun by "name operations keys same arguments common": how
--       many keys and arguments each operation has, and how many of these are the same for all. Those come once, followed by the others of each
-- reply { server time, outcome of the first operation or the text of its error, outcome of the second, ... }
-- Invariants: an operation that fails does not affect the others.
local function text(failure)
  local said = type(failure) == 'table' and failure.err or tostring(failure)
  return (string.gsub(said, '^@?user_script:%s*%d+:%s*%-?', '')) -- before Redis 7
end

if ARGV[1] == '1' then ask_for_memory(KEYS[1]) end
local reply, key, at = { TIME }, 1, 2
while at <= #ARGV do
  local name, operations, keys, same, arguments, common = string.match(ARGV[at], '^(%a+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
  local operation = operation_named(name)
  keys, same, arguments, common = tonumber(keys), tonumber(same), tonumber(arguments), tonumber(common)
  local its_keys, its = { unpack(KEYS, key, key + same - 1) }, { unpack(ARGV, at + 1, at + common) }
  key, at = key + same, at + common + 1
  for _ = 1, tonumber(operations) do
    for i = same + 1, keys do
      its_keys[i] = KEYS[key]
      key = key + 1
    end
    for i = common + 1, arguments do
      its[i] = ARGV[at]
      at = at + 1
    end
    local done, outcome = pcall(operation, its_keys, its)
    reply[#reply + 1] = done and outcome or text(outcome)
  end
end
return reply
