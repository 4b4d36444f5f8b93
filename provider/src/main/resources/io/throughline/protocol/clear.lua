-- CLEAR a region: items stamped before now are not used, and loads that began before now are not put.
-- KEYS  its record, or those of its stripes
-- ARGV  their ttl (ms), floor (us): items stamped before it are not used either, whatever this server's clock shows
-- reply number of records cleared
-- Invariants: closers stay. Entries are not touched: their memory is freed when their time to live ends, or by SWEEP.
for _, key in ipairs(KEYS) do
  local r = open_record(key)
  r.born = math.max(r.now, tonumber(ARGV[2]))
  r.fence, r.changed = r.born, true
  save_record(r, tonumber(ARGV[1]))
end
return #KEYS
