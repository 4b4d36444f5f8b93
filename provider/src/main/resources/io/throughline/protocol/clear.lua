-- CLEAR a region: nothing stamped before now is believed, no load that began before now comes back.
-- KEYS  its record, or those of its stripes
-- ARGV  their ttl (ms), floor (us): nothing stamped before it is believed either, however this server's clock goes
-- reply records cleared
-- Invariants: closers stay. Entries are not touched: memory comes back by their time to live.
for _, key in ipairs(KEYS) do
  local r = open_record(key)
  r.born = math.max(r.now, tonumber(ARGV[2]))
  r.fence, r.changed = r.born, true
  save_record(r, tonumber(ARGV[1]))
end
return #KEYS
