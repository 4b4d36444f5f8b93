-- SWEEP: items that nobody believes any more, since their region was cleared, go before their time to live is over.
-- KEYS  stripe, entries
-- ARGV  stripe ttl (ms), length (bytes): what is longer goes, whatever it is; 0: nothing goes for that
-- reply entries that went
-- Invariants: what goes was a miss for everybody, and would have stayed one. Locks stay, and whatever is of another format and not too long.
local s = open_stripe(KEYS[1])
local gone = 0
local longest = tonumber(ARGV[2])
for i = 2, #KEYS do
  local head = redis.call('GETRANGE', KEYS[i], 0, 9)
  if #head == 10 and string.sub(head, 1, 2) == ITEM and get_number(head, 3) < born_of(s)
    or longest > 0 and redis.call('GETRANGE', KEYS[i], longest, longest) ~= '' then
    gone = gone + redis.call('UNLINK', KEYS[i])
  end
end
save_stripe(s, tonumber(ARGV[1]))
return gone
