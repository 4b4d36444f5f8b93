-- MAKE: if missing, makes the record of a region that a node meets for the first time, or those of its stripes, born and fenced now.
-- KEYS  records
-- ARGV  their ttl (ms)
-- reply number of records made
-- Invariants: an existing record keeps what it holds.
local made = 0
for _, key in ipairs(KEYS) do
  local r = open_record(key)
  if r.left == 0 then made = made + 1 end
  save_record(r, tonumber(ARGV[1]))
end
return made
