-- The handle of a session, now.
local found = redis.call('HGET', sessions, ARGV[1])
if found then
  local session = cjson.decode(found)
  session.seen = math.max(session.seen, tonumber(ARGV[2]))
  redis.call('HSET', sessions, ARGV[1], cjson.encode(session))
end
return 1
