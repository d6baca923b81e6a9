-- KEYS[1]: until when people are there; KEYS[2]: which replicas say so of this person.
-- The replica, the person, now. Returns 1 when nobody says so any more, and somebody did.
redis.call('ZREM', KEYS[2], ARGV[1])
local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')
if last[2] and tonumber(last[2]) > tonumber(ARGV[3]) then
  redis.call('ZADD', KEYS[1], last[2], ARGV[2])
  return 0
end
redis.call('UNLINK', KEYS[2])
return redis.call('ZREM', KEYS[1], ARGV[2])
