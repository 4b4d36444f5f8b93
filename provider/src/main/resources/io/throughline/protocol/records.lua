-- records.lua: what the program begins with that is made of the operations (lock.lua, settle.lua ...) and of pipeline.lua. It
-- changes nothing by itself.
--
-- Times are microseconds of this server's TIME. They never go back within a stripe: now := max(TIME, born + 1, fence + 1).
-- Numbers are doubles: microseconds fit until the year 2255, nanoseconds would not.
--
-- Records (all numbers big endian):
--   stripe  'S' 1  born:8  fence:8  { token:16 limit:8 }*                      the closers, if any
--   item    'I' 1  stamp:8  shape:8  rule:1  length:1  version:length  body
--   lock    'L' 1  concurrent:1  since:8  { token:16 limit:8 }+                the holders
-- A record of another format is treated as if it were not there, and so is one with a time that no clock can show.

local STRIPE, ITEM, LOCK = 'S\1', 'I\1', 'L\1'
local LAST_TIME = 9007199254740991 -- 2^53 - 1: 2^53 is also what a double makes of numbers beyond it

-- One moment for the whole call: nobody else comes between its operations.
local t = redis.call('TIME')
local TIME = tonumber(t[1]) * 1000000 + tonumber(t[2])

local function server_time()
  return TIME
end

local function get_number(raw, at)
  return (struct.unpack('>I8', raw, at))
end

local function put_number(n)
  return struct.pack('>I8', n)
end

-- { { token, limit } ... } from position `at` to the end; nothing if one of the limits is no time
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

-- With memory full a call's first growing write is refused, those after any write are not: write what does not grow, then store.
-- No DEL before it: where the key's slot is on the move to another server, a script that has deleted a key cannot store it again,
-- and what others had there, a lock, would be lost.
local has_written = false
local function store(key, raw, ttl_ms)
  local ttl = string.format('%.0f', math.max(ttl_ms, 1))
  if not has_written then
    redis.call('PEXPIRE', key, ttl)
    has_written = true
  end
  redis.call('SET', key, raw, 'PX', ttl)
end

-- What a PUT may cost memory: the error with which Redis refuses what grows, or nil. To be asked before anything is written.
local memory_full = nil
local function ask_for_memory(key)
  local refused = redis.pcall('SETRANGE', key, 0, '') -- grows nothing, and makes no key
  if type(refused) == 'table' and refused.err and string.find(refused.err, 'OOM', 1, true) then memory_full = refused end
end

-- The stripe at `key`, made born and fenced now where there is none; closers that have run out become born and fence.
local function open_stripe(key)
  local raw, time = redis.call('GET', key), server_time()
  local s = { key = key, changed = false }
  if raw and #raw >= 18 and string.sub(raw, 1, 2) == STRIPE then
    s.born, s.fence, s.closers = get_number(raw, 3), get_number(raw, 11), get_tokens(raw, 19)
  end
  if not s.closers or s.born > LAST_TIME or s.fence > LAST_TIME then
    s.born, s.fence, s.closers, s.changed = time, time, {}, true
  end
  s.now = math.max(time, s.born + 1, s.fence + 1)
  local left = {}
  for _, closer in ipairs(s.closers) do
    if closer[2] <= s.now then
      s.born, s.fence, s.changed = math.max(s.born, closer[2]), math.max(s.fence, closer[2]), true
    else
      left[#left + 1] = closer
    end
  end
  s.closers = left
  s.now = math.max(s.now, s.born + 1, s.fence + 1)
  return s
end

-- While there are closers the stripe counts as born at their greatest limit.
local function born_of(s)
  local born = s.born
  for _, closer in ipairs(s.closers) do born = math.max(born, closer[2]) end
  return born
end

local function raise_fence(s, to)
  if to > s.fence then s.fence, s.changed = to, true end
end

-- A stripe is never given a shorter time to live than it has. `ttl_ms` holds a reserve of a quarter over twice the longest
-- entry's, so that the time is not written with each call.
local function save_stripe(s, ttl_ms)
  local left = redis.call('PTTL', s.key)
  if s.changed then
    store(s.key, STRIPE .. put_number(s.born) .. put_number(s.fence) .. put_tokens(s.closers), math.max(ttl_ms, left))
  elseif left >= 0 and left < ttl_ms * 0.8 then
    redis.call('PEXPIRE', s.key, string.format('%.0f', ttl_ms))
  end
end

-- The entry at `key` after what has run out is dropped: { item = raw, stamp } or { lock = true, ... } or {}.
-- A holder's limit becomes the fence, and the lock is concurrent from then on; a lock with no holder is gone; an item
-- stamped before born is gone.
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
    s.now = math.max(s.now, s.fence + 1)
    if #e.holders == 0 then
      redis.call('DEL', key)
      return { key = key, changed = false }
    end
  elseif kind == ITEM and #raw >= 20 and get_number(raw, 3) >= born_of(s) and get_number(raw, 3) <= LAST_TIME then
    e.item, e.stamp = raw, get_number(raw, 3)
  else
    redis.call('DEL', key)
  end
  return e
end

-- A lock's key lives until its last limit plus retention: as long as a load may take to be put.
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

-- The operations by name, each a function of its own KEYS and ARGV that returns its outcome.
local OPERATIONS = {}
