-- The digest of a token, now. Returns the account, the handle and the session; nothing where nobody is signed in.
local number = redis.call('HGET', tokens, ARGV[1])
local found = number and redis.call('HGET', sessions, number)
if not found then
  return false
end
local session = cjson.decode(found)
local account = redis.call('HGET', accounts, session.user)
if session.expires <= tonumber(ARGV[2]) or not account or cjson.decode(account).closed then
  return false
end
return { account, number, found }
