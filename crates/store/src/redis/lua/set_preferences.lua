-- Who, the language or '', the theme.
local account = open_account_of(ARGV[1])
if not account then
  return no('NoSuchPerson')
end
account.language = ARGV[2] ~= '' and ARGV[2] or nil
account.theme = ARGV[3]
keep(account)
return 1
