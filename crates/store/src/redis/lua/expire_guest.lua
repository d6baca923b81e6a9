-- The handle of a session, now, and until when a lease may last that expires now.
local found = redis.call('HGET', sessions, ARGV[1])
local session = found and cjson.decode(found)
if session and session.kind == 'guest' and session.expires <= tonumber(ARGV[3]) then
  session.expires = math.min(session.expires, tonumber(ARGV[2]))
  redis.call('HSET', sessions, ARGV[1], cjson.encode(session))
end
return 1
