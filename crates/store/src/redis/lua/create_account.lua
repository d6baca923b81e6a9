-- The account as JSON, now, the digest of an invite or ''. Returns the account as it is stored.
local account = cjson.decode(ARGV[1])
local same = account_of(account.id)
if same and same.key == account.key then
  return cjson.encode(same)
end
local number, invite
if ARGV[3] ~= '' then
  number = redis.call('HGET', codes, ARGV[3])
  invite = number and cjson.decode(redis.call('HGET', invites, number))
  if not invite or invite.uses < 1 or invite.expires <= tonumber(ARGV[2]) then
    return no('CodeInvalid')
  end
end
if redis.call('HEXISTS', keys, account.key) == 1 then
  return no('NameTaken')
end
if invite then
  invite.uses = invite.uses - 1
  redis.call('HSET', invites, number, cjson.encode(invite))
end
account.admin = redis.call('HLEN', accounts) == 0
keep(account)
enter(account)
return cjson.encode(account)
