-- Who, the name, its key, the name whatever its case.
local account = open_account_of(ARGV[1])
if not account then
  return no('NoSuchPerson')
end
local owner = redis.call('HGET', keys, ARGV[3])
if owner and owner ~= account.id then
  return no('NameTaken')
end
leave(account)
account.name, account.key, account.fold = ARGV[2], ARGV[3], ARGV[4]
keep(account)
enter(account)
return 1
