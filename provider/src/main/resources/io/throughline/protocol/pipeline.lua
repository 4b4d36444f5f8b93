-- PIPELINE: runs operations one after the other, each with KEYS and ARGV of its own. What others do comes before all of them or after.
-- KEYS  those of the first operation, those of the second, ...
-- ARGV  1 if memory may refuse some of them, else 0; then runs of operations of one name: "name operations keys arguments common", how
--       many keys and arguments each has, and how many of these are the same for all; those; and the others of each
-- reply { server time, outcome of the first operation, or the text of its error, that of the second, ... }
-- Invariants: an operation that fails leaves what the others do as it is.
local function text(failure)
  local said = type(failure) == 'table' and failure.err or tostring(failure)
  return (string.gsub(said, '^@?user_script:%s*%d+:%s*%-?', '')) -- before Redis 7
end

if ARGV[1] == '1' then ask_for_memory(KEYS[1]) end
local reply, key, at = { TIME }, 1, 2
while at <= #ARGV do
  local name, operations, keys, arguments, common = string.match(ARGV[at], '^(%a+) (%d+) (%d+) (%d+) (%d+)$')
  local operation = OPERATIONS[name]
  operations, keys, arguments, common = tonumber(operations), tonumber(keys), tonumber(arguments), tonumber(common)
  local its = { unpack(ARGV, at + 1, at + common) }
  at = at + common + 1
  for _ = 1, operations do
    for i = common + 1, arguments do
      its[i] = ARGV[at]
      at = at + 1
    end
    local done, outcome = pcall(operation, { unpack(KEYS, key, key + keys - 1) }, its)
    reply[#reply + 1] = done and outcome or text(outcome)
    key = key + keys
  end
end
return reply
