-- LOOK: whether anybody keeps a near cache.
-- KEYS  registry of the near caches' members (near.md)
-- ARGV  nothing that is looked at
-- reply { nonce of the registry, or '' if it is missing, how many members and regions stand in it }
local nonce = redis.call('HGET', KEYS[1], '%nonce')
return nonce and { nonce, redis.call('HLEN', KEYS[1]) - 1 } or { '', 0 }
