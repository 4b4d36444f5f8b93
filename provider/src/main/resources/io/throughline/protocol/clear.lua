-- CLEAR a region: nothing stamped before now is believed, no load that began before now comes back.
-- KEYS  stripes
-- ARGV  stripe ttl (ms), floor (us): nothing stamped before it is believed either, however this server's clock goes
-- reply stripes cleared
-- Invariants: closers stay. Entries are not touched: memory comes back by their time to live.
for _, key in ipairs(KEYS) do
  local s = open_stripe(key)
  s.born = math.max(s.now, tonumber(ARGV[2]))
  s.fence, s.changed = s.born, true
  save_stripe(s, tonumber(ARGV[1]))
end
return #KEYS
