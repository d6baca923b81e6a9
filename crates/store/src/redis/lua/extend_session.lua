-- The handle of a session, until when it lasts at least.
local found = redis.call('HGET', sessions, ARGV[1])
if found then
  local session = cjson.decode(found)
  session.expires = math.max(session.expires, tonumber(ARGV[2]))
  redis.call('HSET', sessions, ARGV[1], cjson.encode(session))
end
return 1
