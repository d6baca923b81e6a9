-- Who, the language or '', the theme, '1' who hides that they type, and the display as JSON.
local account = open_account_of(ARGV[1])
if not account then
  return no('NoSuchPerson')
end
account.language = ARGV[2] ~= '' and ARGV[2] or nil
account.theme = ARGV[3]
account.hide_typing = ARGV[4] == '1' or nil
account.display = cjson.decode(ARGV[5])
keep(account)
return 1
