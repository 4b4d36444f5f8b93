-- PIPELINE: runs operations one after the other, each with KEYS and ARGV of its own. What others do comes before all of them or after.
-- KEYS  those of the operations, in the order of these
-- ARGV  1 if memory may refuse some of them, else 0; then runs of operations of one name: "name operations keys same arguments common", how
--       many keys and arguments each has, and how many of either are the same for all: those are there once, and then the others of each
-- reply { server time, outcome of the first operation, or the text of its error, that of the second, ... }
-- Invariants: an operation that fails leaves what the others do as it is.
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
