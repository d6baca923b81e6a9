-- Who, the language or '', the theme, and '1' who hides that they type.
local account = open_account_of(ARGV[1])
if not account then
  return no('NoSuchPerson')
end
account.language = ARGV[2] ~= '' and ARGV[2] or nil
account.theme = ARGV[3]
account.hide_typing = ARGV[4] == '1' or nil
keep(account)
return 1
