-- KEYS[1]: which rooms somebody has made, or the direct room of two. A clientId or '', a room.
-- Returns the room that stands there: this one, or the one that was there before.
if ARGV[1] == '' then
  return redis.call('SET', KEYS[1], ARGV[2], 'NX', 'GET') or ARGV[2]
end
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
return redis.call('HGET', KEYS[1], ARGV[1])
