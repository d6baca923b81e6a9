-- People. Returns the name of each, or '' where there is no open account.
local found = {}
for at, id in ipairs(ARGV) do
  local account = open_account_of(id)
  found[at] = account and account.name or ''
end
return found
