-- The handle of an invite.
local found = redis.call('HGET', invites, ARGV[1])
if found then
  redis.call('HDEL', codes, cjson.decode(found).code)
  redis.call('HDEL', invites, ARGV[1])
end
return 1
