-- The invite as JSON, now. Codes that are of no use any more go with it.
local invite = cjson.decode(ARGV[1])
if invite.by and not open_account_of(invite.by) then
  return no('NoSuchPerson')
end
if redis.call('HEXISTS', codes, invite.code) == 1 then
  return 0
end
local all = redis.call('HGETALL', invites)
for at = 1, #all, 2 do
  local old = cjson.decode(all[at + 1])
  if old.uses < 1 or old.expires <= tonumber(ARGV[2]) then
    redis.call('HDEL', invites, all[at])
    redis.call('HDEL', codes, old.code)
  end
end
local number = new_handle()
redis.call('HSET', invites, number, ARGV[1])
redis.call('HSET', codes, invite.code, number)
return 1
