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

local RECORD, FENCED, ITEM, LOCK = 'S\1', 'F\1', 'I\1', 'L\1'
local FENCE, STRIPES = 8, 256 -- bytes, how many
local LAST_TIME = 9007199254740991 -- 2^53 - 1: 2^53 is also what a double makes of numbers beyond it

-- One moment for the whole call: no other client's command comes between its operations.
local t = redis.call('TIME')
local TIME = tonumber(t[1]) * 1000000 + tonumber(t[2])

local function get_number(raw, at)
  return (struct.unpack('>I8', raw, at))
end

local function put_number(n)
  return struct.pack('>I8', n)
end

-- { { token, limit } ... } from position `at` to the end; nothing if one of the limits is not a valid time
local function get_tokens(raw, at)
  local tokens = {}
  while at + 23 <= #raw do
    local limit = get_number(raw, at + 16)
    if limit > LAST_TIME then return nil end
    tokens[#tokens + 1] = { string.sub(raw, at, at + 15), limit }
    at = at + 24
  end
  return tokens
end

local function put_tokens(tokens)
  local raw = {}
  for i, t in ipairs(tokens) do raw[i] = t[1] .. put_number(t[2]) end
  return table.concat(raw)
end

-- When memory is full, Redis refuses a call's first growing write, but not the writes after any other write. So first write something that does not grow, then store.
-- Do not DEL first: if the key's slot is being moved to another server, a script that has deleted a key cannot store it again,
-- and what others had there (a lock) would be lost.
local has_written = false
local function before_growing(key, ttl_ms)
  if not has_written then
    redis.call('PEXPIRE', key, ttl_ms)
    has_written = true
  end
end

-- Whole milliseconds. Redis prints a number that it is given as a number, up to 2^53.
local function store(key, raw, ttl_ms)
  ttl_ms = math.max(math.ceil(ttl_ms), 1)
  before_growing(key, ttl_ms)
  redis.call('SET', key, raw, 'PX', ttl_ms)
end

-- Whether memory is full, for a PUT: the error with which Redis refuses writes that grow, or nil. Ask before anything is written.
local memory_full = nil
local function ask_for_memory(key)
  local refused = redis.pcall('SETRANGE', key, 0, '') -- grows nothing, and makes no key
  if type(refused) == 'table' and refused.err and string.find(refused.err, 'OOM', 1, true) then memory_full = refused end
end

-- The records that this call has met: operations on one region share them.
local met = {}

-- The record at `key`, of a stripe, a region or a query space. A missing record is made, born and fenced now; closers that have run out become born
-- and fence. `now` is the record's own time: later than anything that this call has given the stripes of a region.
local function open_record(key)
  local r = met[key]
  if not r then
    local raw = redis.call('GET', key)
    r = { key = key, changed = false, latest = 0 }
    local kind = raw and #raw >= 18 and string.sub(raw, 1, 2)
    if kind == RECORD or kind == FENCED then
      r.born, r.fence, r.closers, r.fenced = get_number(raw, 3), get_number(raw, 11), get_tokens(raw, 19), kind == FENCED
    end
    if not r.closers or r.born > LAST_TIME or r.fence > LAST_TIME then
      r.born, r.fence, r.closers, r.fenced, r.changed = TIME, TIME, {}, false, true
      if not raw then r.left = 0 end
    end
    r.now = math.max(TIME, r.born + 1, r.fence + 1)
    local left = {}
    for _, closer in ipairs(r.closers) do
      if closer[2] <= r.now then
        r.born, r.fence, r.changed = math.max(r.born, closer[2]), math.max(r.fence, closer[2]), true
      else
        left[#left + 1] = closer
      end
    end
    r.closers = left
    met[key] = r
  end
  r.now = math.max(TIME, r.born + 1, r.fence + 1, r.latest + 1)
  return r
end

-- A record is never given a shorter time to live than it has. `ttl_ms` is a quarter more than twice the longest
-- entry's, so that the time need not be written with each call.
local function save_record(r, ttl_ms)
  r.left = r.left or redis.call('PTTL', r.key)
  if r.changed then
    r.left = math.max(ttl_ms, r.left)
    store(r.key, (r.fenced and FENCED or RECORD) .. put_number(r.born) .. put_number(r.fence) .. put_tokens(r.closers), r.left)
    r.changed = false
  elseif r.left >= 0 and r.left < ttl_ms * 0.8 then
    redis.call('PEXPIRE', r.key, ttl_ms)
    r.left = ttl_ms
  end
end

-- The fence of stripe `at`, from the fences' key. If the fences are lost, all of them count as raised now.
local function fence_beside(r, key, at)
  if not r.fenced then return 0 end
  local raw = redis.call('GETRANGE', key, at * FENCE, at * FENCE + FENCE - 1)
  local fence = #raw == FENCE and get_number(raw, 1)
  if fence and fence <= LAST_TIME then return fence end
  r.fenced, r.fence, r.changed = false, math.max(r.fence, r.now), true
  return 0
end

-- The stripe that an operation's KEYS name: its own record; or its region's record and the fences' key, with the stripe's number in ARGV.
local steps = 0
local function open_stripe(keys, ttl_ms, number)
  local r = open_record(keys[1])
  local s = { record = r, ttl_ms = tonumber(ttl_ms) }
  steps = steps + 1
  if #keys == 3 then
    s.beside, s.at = keys[2], tonumber(number)
    s.own_fence = fence_beside(r, s.beside, s.at)
    s.now = math.max(TIME, r.born + 1, r.fence + 1, s.own_fence + 1)
  else
    s.now = r.now
  end
  return s
end

-- While there are closers, a record counts as born at their greatest limit.
local function born_of(r)
  local born = r.born
  for _, closer in ipairs(r.closers) do born = math.max(born, closer[2]) end
  return born
end

local function fence_of(s)
  return math.max(s.record.fence, s.own_fence or 0)
end

-- This call's operations can raise a stripe's fence by a microsecond each. A fence that is later than that was ahead of the clock before. It then becomes the
-- region's fence too, because operations on the region do not look at the stripes' fences, and must come later.
local function raise_fence(s, to)
  local r = s.record
  if to <= fence_of(s) then return end
  if not s.beside then
    r.fence, r.changed = to, true
    return
  end
  before_growing(s.beside, s.ttl_ms)
  if not r.fenced then
    redis.call('SET', s.beside, string.rep('\0', STRIPES * FENCE), 'PX', s.ttl_ms)
    r.fenced, r.changed, r.fences_checked = true, true, true
  elseif not r.fences_checked then
    if redis.call('PTTL', s.beside) < s.ttl_ms * 0.8 then redis.call('PEXPIRE', s.beside, s.ttl_ms) end
    r.fences_checked = true
  end
  redis.call('SETRANGE', s.beside, s.at * FENCE, put_number(to))
  s.own_fence, r.latest = to, math.max(r.latest, to)
  if to > TIME + steps then r.fence, r.changed = math.max(r.fence, to), true end
end

local function save_stripe(s)
  save_record(s.record, s.ttl_ms)
end

-- The entry at `key`, without what has run out: { item = raw, stamp } or { lock = true, ... } or {}.
-- A holder's limit becomes the fence, and the lock is concurrent from then on. A lock without a holder is dropped, and so is an item
-- stamped before born.
local function open_entry(key, s)
  local raw = redis.call('GET', key)
  local e = { key = key, changed = false }
  if not raw then return e end
  local kind = string.sub(raw, 1, 2)
  local holders = kind == LOCK and #raw >= 11 and get_number(raw, 4) <= LAST_TIME and get_tokens(raw, 12)
  if holders then
    e.lock, e.concurrent, e.since = true, string.byte(raw, 3) == 1, get_number(raw, 4)
    e.holders = {}
    for _, holder in ipairs(holders) do
      if holder[2] <= s.now then
        raise_fence(s, holder[2])
        e.concurrent, e.changed = true, true
      else
        e.holders[#e.holders + 1] = holder
      end
    end
    s.now = math.max(s.now, fence_of(s) + 1)
    if #e.holders == 0 then
      redis.call('DEL', key)
      return { key = key, changed = false }
    end
  elseif kind == ITEM and #raw >= 20 and get_number(raw, 3) >= born_of(s.record) and get_number(raw, 3) <= LAST_TIME then
    e.item, e.stamp = raw, get_number(raw, 3)
  else
    redis.call('DEL', key)
  end
  return e
end

-- A lock's key lives until its last limit plus retention, which is how old a load may be when it is put.
local function save_lock(e, s, retention)
  local last = 0
  for _, holder in ipairs(e.holders) do last = math.max(last, holder[2]) end
  store(e.key, LOCK .. (e.concurrent and '\1' or '\0') .. put_number(e.since) .. put_tokens(e.holders),
    math.ceil((last + retention - s.now) / 1000))
end

-- The tokens that are not `token`, and whether it was among them.
local function without(tokens, token)
  local left, found = {}, false
  for _, t in ipairs(tokens) do
    if t[1] == token then found = true else left[#left + 1] = t end
  end
  return left, found
end

-- What follows makes an operation by its name: a function of its own KEYS and ARGV that returns its outcome.
