-- The digest of a secret, now, until when. Returns the account, the handle and the session; nothing where it proves no guest any more.
local number = redis.call('HGET', tokens, ARGV[1])
local found = number and redis.call('HGET', sessions, number)
local session = found and cjson.decode(found)
if not session or session.kind ~= 'guest' or not open_account_of(session.user) then
  return false
end
for _, other in ipairs(handles_of(session.user)) do
  if other ~= number and cjson.decode(redis.call('HGET', sessions, other)).expires > tonumber(ARGV[2]) then
    return false
  end
end
session.expires = math.max(session.expires, tonumber(ARGV[3]))
local renewed = cjson.encode(session)
redis.call('HSET', sessions, number, renewed)
return { redis.call('HGET', accounts, session.user), number, renewed }
