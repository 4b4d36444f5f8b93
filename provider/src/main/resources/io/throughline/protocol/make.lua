-- MAKE: the stripes of a region that a node meets for the first time, where missing, born and fenced now.
-- KEYS  stripes
-- ARGV  stripe ttl (ms)
-- reply stripes made
-- Invariants: a stripe that is there keeps its record.
local made = 0
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 0 then made = made + 1 end
  local s = open_stripe(key)
  save_stripe(s, tonumber(ARGV[1]))
end
return made
