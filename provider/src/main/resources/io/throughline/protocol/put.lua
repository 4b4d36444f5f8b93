-- PUT: stores a state that was loaded from the database, or inserted by a transaction that has committed.
-- KEYS  record of the stripe, entry; or record of the region, its fences, entry
-- ARGV  stripe ttl (ms), asOf (us), 1 if inserted else 0, retention (us), item's time to live (ms),
--       items stamped before this (us) are replaced, item without 'I' 1 stamp, 1 to ask only whether it would be stored:
--       then the item needs no body, stripe's number
-- reply 1 stored, or would be | 2 asOf is not before now | 3 asOf is too old | 4 not after born | 5 not after the fence | 6 locked
--       | 7 an item is there that stays | 8 stored, and replaced another item
-- Invariants: a loaded item is stamped asOf, an inserted one now. Redis may refuse it if memory is full: nothing is lost by that.
local as_of, inserted, retention, item_ttl, believed_from, item, asking =
  tonumber(ARGV[2]), ARGV[3] == '1', tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7],
  ARGV[8] == '1'

-- The parts of an item that decide whether another item may replace it; `at` is where its shape begins.
local function parts(raw, at)
  local length = string.byte(raw, at + 9)
  return string.sub(raw, at, at + 7), string.byte(raw, at + 8), string.sub(raw, at + 10, at + 9 + length),
    string.sub(raw, at + 10 + length)
end

-- Compares bytes one by one: Lua's own comparison of strings follows the server's locale.
local function before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- An item that is cut short is replaced, and one stamped before believed_from.
-- rule 0: an older version is replaced (both have one, of the same kind: its first byte); rule 1 (natural id): another value is replaced;
-- rule 2 (query results): an older stamp is replaced
local function may_replace(old, stamp)
  if stamp < believed_from or #old < 20 + string.byte(old, 20) then return true end
  local old_shape, old_rule, old_version, old_body = parts(old, 11)
  local new_shape, new_rule, new_version, new_body = parts(item, 1)
  if old_shape ~= new_shape or old_rule ~= new_rule then return true end
  if new_rule == 1 then return old_body ~= new_body end
  if new_rule == 2 then return stamp < as_of end
  return #old_version > 0 and #new_version > 0 and string.byte(old_version, 1) == string.byte(new_version, 1)
    and before(old_version, new_version)
end

-- Usually the item is there already. Its head shows that, without reading all of it, or the fence.
local function is_there()
  local head = call('GETRANGE', KEYS[#KEYS], 0, 9 + #item)
  if string.sub(head, 11) ~= item or string.sub(head, 1, 2) ~= ITEM then return false end
  local stamp = read(NUMBER, head, 3)
  return stamp >= born_of(open_record(KEYS[1])) and stamp >= believed_from and stamp <= LAST_TIME
end
if asking and is_there() then return 7 end

local s = open_stripe(KEYS, ARGV[1], ARGV[9])
local e = open_entry(KEYS[#KEYS], s)
local outcome = 1
if as_of >= s.now then outcome = 2
elseif s.now - as_of > retention then outcome = 3
elseif as_of <= born_of(s.record) then outcome = 4
elseif as_of <= fence_of(s) then outcome = 5
elseif e.lock then outcome = 6
elseif e.item and not may_replace(e.item, e.stamp) then outcome = 7
end
if outcome ~= 1 and e.lock and e.changed then save_lock(e, s, retention) end
save_record(s.record, s.ttl_ms) -- before the item: a fence that a lost lock leaves must not go with an item that memory refuses
if outcome == 1 and not asking then
  if memory_full then error(memory_full) end
  call('SET', e.key, ITEM .. pack(NUMBER, inserted and s.now or as_of) .. item, 'PX', ARGV[5])
  if e.item then outcome = 8 end
end
return outcome
