-- SWEEP: removes items that nobody uses any more because their region was cleared, before their time to live ends.
-- KEYS  record of their region or stripe, entries
-- ARGV  the record's ttl (ms), length (bytes): if not 0, removes only values that are longer, whatever they are, without looking at the record
-- reply number of entries removed
-- Invariants: removes only what was a miss for everybody, and would have stayed one. Locks stay, and so do values of another format that are not too long.
local longest = tonumber(ARGV[2])
local r = longest == 0 and open_record(KEYS[1])
local function goes(key)
  if longest > 0 then return call('GETRANGE', key, longest, longest) ~= '' end
  local head = call('GETRANGE', key, 0, 9)
  return #head == 10 and string.sub(head, 1, 2) == ITEM and read(NUMBER, head, 3) < born_of(r)
end
local gone = 0
for i = 2, #KEYS do
  if goes(KEYS[i]) then gone = gone + call('UNLINK', KEYS[i]) end
end
if r then save_record(r, tonumber(ARGV[1])) end
return gone
