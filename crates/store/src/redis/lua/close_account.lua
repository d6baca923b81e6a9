-- Who, now. Returns whether this closed it.
local account = account_of(ARGV[1])
if not account then
  return no('NoSuchPerson')
end
if account.closed then
  return 0
end
end_sessions(account.id, '')
drop_reset(account.id)
account.closed = tonumber(ARGV[2])
keep(account)
shut(account)
return 1
