-- KEYS[1]: until when people are there. Now, how many at most. Takes out, and returns, those whose time is over.
local over = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
if #over > 0 then
  redis.call('ZREM', KEYS[1], unpack(over))
end
return over
