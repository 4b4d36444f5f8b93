-- records.lua: the beginning of the program, which goes on with the operations (lock.lua, settle.lua ...) and pipeline.lua. It
-- changes nothing by itself.
--
-- Each entry belongs to a stripe, which has a fence. In a cluster each stripe has a record of its own. Elsewhere a region has one record for all of its stripes;
-- the stripes' fences are under another key, from the moment when the first of them is raised.
--
-- Times are microseconds of this server's TIME. They never go back within a stripe: now := max(TIME, born + 1, fence + 1).
-- Numbers are doubles: microseconds fit until the year 2255, nanoseconds would not.
--
-- Records (all numbers big endian):
--   stripe, region, query space
--           'S' 1  born:8  fence:8  { token:16 limit:8 }*                      the closers, if any
--   region  'F' 1  the same, once the fences' key exists
--   fences  { fence:8 } x 256                                                  of stripe 0, 1, ...
--   item    'I' 1  stamp:8  shape:8  rule:1  length:1  version:length  body
--   lock    'L' 1  concurrent:1  since:8  { token:16 limit:8 }+                the holders
-- A record of another format is treated as if it were not there. So is a record with a time that no clock can show.
--
-- Every call makes all of this anew, and pays for it: so there are few functions, tables are made with all their fields, and tokens are not taken apart.

local RECORD, FENCED, ITEM, LOCK = 'S\1', 'F\1', 'I\1', 'L\1'
local FENCE, STRIPES = 8, 256 -- bytes, how many
local TOKEN = 24 -- bytes of a token and its limit
local LAST_TIME = 9007199254740991 -- 2^53 - 1: 2^53 is also what a double makes of numbers beyond it

local call, max, sub = redis.call, math.max, string.sub
local pack, read = struct.pack, struct.unpack -- read() returns the position behind the number, too
local NUMBER = '>I8'

-- One moment for the whole call: no other client's command comes between its operations.
local t = call('TIME')
local TIME = tonumber(t[1]) * 1000000 + tonumber(t[2])

-- Tokens stay as they are stored: { token:16 limit:8 }*. From position `at` of a record to its end: those whose limit is after `now`, and the
-- greatest limit of the others, nil if there are none. Nothing if one of the limits is not a valid time.
local function get_tokens(raw, at, now)
  local tokens, over, last = '', nil, at + math.floor((#raw - at + 1) / TOKEN) * TOKEN - 1
  for token = at, last, TOKEN do
    local limit = read(NUMBER, raw, token + 16)
    if limit > LAST_TIME then return nil end
    if limit <= now then
      tokens, at, over = tokens .. sub(raw, at, token - 1), token + TOKEN, max(over or 0, limit)
    end
  end
  return tokens .. sub(raw, at, last), over
end

-- The greatest limit of the tokens, or `other` if that is greater.
local function last_of(tokens, other)
  for token = 1, #tokens, TOKEN do
    local limit = read(NUMBER, tokens, token + 16)
    other = max(other, limit)
  end
  return other
end

-- The tokens that are not `token`, and whether it was among them.
local function without(tokens, token)
  local at, found = string.find(tokens, token, 1, true), false
  while at do
    if at % TOKEN == 1 then
      tokens, found = sub(tokens, 1, at - 1) .. sub(tokens, at + TOKEN), true
      at = at - 1
    end
    at = string.find(tokens, token, at + 1, true)
  end
  return tokens, found
end

-- When memory is full, Redis refuses a call's first growing write, but not the writes after any other write. So first write something that does not grow, then store.
-- Do not DEL first: if the key's slot is being moved to another server, a script that has deleted a key cannot store it again,
-- and what others had there (a lock) would be lost.
local has_written = false
local function before_growing(key, ttl_ms)
  if not has_written then
    call('PEXPIRE', key, ttl_ms)
    has_written = true
  end
end

-- Whole milliseconds. Redis prints a number that it is given as a number, up to 2^53.
local function store(key, raw, ttl_ms)
  ttl_ms = max(math.ceil(ttl_ms), 1)
  before_growing(key, ttl_ms)
  call('SET', key, raw, 'PX', ttl_ms)
end

-- The error with which Redis refuses writes that grow because memory is full, or nil if it is not known to be full.
local memory_full = nil

-- The records that this call has met: operations on one region share them.
local met = {}

-- The record at `key`, of a stripe, a region or a query space. A missing record is made, born and fenced now; closers that have run out become born
-- and fence. `now` is the record's own time: later than anything that this call has given the stripes of a region.
local function open_record(key)
  local r = met[key]
  if r then
    r.now = max(TIME, r.born + 1, r.fence + 1, r.latest + 1)
    return r
  end
  local raw = call('GET', key)
  local kind = raw and #raw >= 18 and sub(raw, 1, 2)
  local born, fence, closers, over, changed = 0, 0, nil, nil, false
  if kind == RECORD or kind == FENCED then
    born, fence, closers = read(NUMBER, raw, 3), read(NUMBER, raw, 11), ''
    if #raw > 18 then closers, over = get_tokens(raw, 19, max(TIME, born + 1, fence + 1)) end
  end
  if not closers or born > LAST_TIME or fence > LAST_TIME then
    born, fence, closers, over, kind, changed = TIME, TIME, '', nil, RECORD, true
  end
  if over then born, fence, changed = max(born, over), max(fence, over), true end
  r = { key = key, born = born, fence = fence, closers = closers, fenced = kind == FENCED, left = not raw and 0 or nil, changed = changed,
    latest = 0, now = max(TIME, born + 1, fence + 1), fences_checked = false }
  met[key] = r
  return r
end

-- A record is never given a shorter time to live than it has. `ttl_ms` is a quarter more than twice the longest
-- entry's, so that the time need not be written with each call.
local function save_record(r, ttl_ms)
  local left = r.left or call('PTTL', r.key)
  if r.changed then
    left = max(ttl_ms, left)
    store(r.key, (r.fenced and FENCED or RECORD) .. pack(NUMBER, r.born) .. pack(NUMBER, r.fence) .. r.closers, left)
    r.changed = false
  elseif left >= 0 and left < ttl_ms * 0.8 then
    call('PEXPIRE', r.key, ttl_ms)
    left = ttl_ms
  end
  r.left = left
end

-- The stripe that an operation's KEYS name: its own record; or its region's record and the fences' key, with the stripe's number in ARGV.
local steps = 0
local function open_stripe(keys, ttl_ms, number)
  local r = open_record(keys[1])
  steps = steps + 1
  if #keys < 3 then return { record = r, ttl_ms = tonumber(ttl_ms), now = r.now, own_fence = 0 } end
  number = tonumber(number)
  local fence = 0
  if r.fenced then
    local raw = call('GETRANGE', keys[2], number * FENCE, number * FENCE + FENCE - 1)
    fence = #raw == FENCE and read(NUMBER, raw, 1)
    if not fence or fence > LAST_TIME then
      fence, r.fenced, r.fence, r.changed = 0, false, max(r.fence, r.now), true
    end
  end
  return { record = r, ttl_ms = tonumber(ttl_ms), now = max(TIME, r.born + 1, r.fence + 1, fence + 1), own_fence = fence, beside = keys[2], at = number }
end

-- While there are closers, a record counts as born at their greatest limit.
local function born_of(r)
  return last_of(r.closers, r.born)
end

local function fence_of(s)
  return max(s.record.fence, s.own_fence)
end

-- This call's operations can raise a stripe's fence by a microsecond each. A fence that is later than that was ahead of the clock before. It then becomes the
-- region's fence too, because operations on the region do not look at the stripes' fences, and must come later.
local function raise_fence(s, to)
  local r, beside = s.record, s.beside
  if to <= fence_of(s) then return end
  if not beside then
    r.fence, r.changed = to, true
    return
  end
  if not r.fenced then
    before_growing(beside, s.ttl_ms)
    call('SET', beside, string.rep('\0', STRIPES * FENCE), 'PX', s.ttl_ms)
    r.fenced, r.changed, r.fences_checked = true, true, true
  elseif not r.fences_checked then
    if not has_written or call('PTTL', beside) < s.ttl_ms * 0.8 then
      call('PEXPIRE', beside, s.ttl_ms)
      has_written = true
    end
    r.fences_checked = true
  end
  call('SETRANGE', beside, s.at * FENCE, pack(NUMBER, to))
  s.own_fence, r.latest = to, max(r.latest, to)
  if to > TIME + steps then r.fence, r.changed = max(r.fence, to), true end
end

-- The entry at `key`, without what has run out: with { item = raw, stamp }, with { lock = true, ... }, or with neither.
-- A holder's limit becomes the fence, and the lock is concurrent from then on. A lock without a holder is dropped, and so is an item
-- stamped before born.
local function open_entry(key, s)
  local raw, item, stamp = call('GET', key), nil, nil
  if raw then
    local kind = sub(raw, 1, 2)
    if kind == LOCK and #raw >= 11 and read(NUMBER, raw, 4) <= LAST_TIME then
      local holders, over = get_tokens(raw, 12, s.now)
      if holders then
        if over then raise_fence(s, over) end
        s.now = max(s.now, fence_of(s) + 1)
        if holders ~= '' then
          return { key = key, lock = true, concurrent = over ~= nil or string.byte(raw, 3) == 1, since = read(NUMBER, raw, 4), holders = holders,
            changed = over ~= nil }
        end
      end
    elseif kind == ITEM and #raw >= 20 then
      stamp = read(NUMBER, raw, 3)
      if stamp >= born_of(s.record) and stamp <= LAST_TIME then item = raw end
    end
    if not item then call('DEL', key) end
  end
  return { key = key, item = item, stamp = stamp, lock = false, concurrent = false, since = 0, holders = '' }
end

-- A lock's key lives until its last limit plus retention, which is how old a load may be when it is put.
local function save_lock(e, s, retention)
  store(e.key, LOCK .. (e.concurrent and '\1' or '\0') .. pack(NUMBER, e.since) .. e.holders, (last_of(e.holders, 0) + retention - s.now) / 1000)
end

-- What follows makes an operation by its name: a function of its own KEYS and ARGV that returns its outcome.
