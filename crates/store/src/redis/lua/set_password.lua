-- Who, the hash, the handle of a session that goes on or ''. Returns the handles of those that ended.
local account = open_account_of(ARGV[1])
if not account then
  return no('NoSuchPerson')
end
account.hash = ARGV[2]
keep(account)
return end_sessions(account.id, ARGV[3])
