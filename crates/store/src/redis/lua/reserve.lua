-- KEYS[1]: a person's list of rooms. The room, the most rooms. Returns the moment under which the room now stands there, in
-- microseconds, and whether it stood there before; nothing when the list is full.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000000 + time[2])
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not known and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return false
end
redis.call('ZADD', KEYS[1], now, ARGV[1])
return { now, known and 1 or 0 }
