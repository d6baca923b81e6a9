-- KEYS[1]: a person's list of rooms. A least age in microseconds; then a room and the moment under which it stood there.
-- Removes those that stand there unchanged since, and for long enough.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for at = 2, #ARGV, 2 do
  local since = redis.call('ZSCORE', KEYS[1], ARGV[at])
  if since and tonumber(since) == tonumber(ARGV[at + 1]) and now - tonumber(since) >= tonumber(ARGV[1]) then
    redis.call('ZREM', KEYS[1], ARGV[at])
  end
end
return 1
