-- Accounts as JSON. Returns how many are new; those that are there already stay as they are.
local new, taken = {}, {}
for _, json in ipairs(ARGV) do
  local account = cjson.decode(json)
  if redis.call('HEXISTS', accounts, account.id) == 0 and not taken[account.id] then
    if taken['key:' .. account.key] or redis.call('HEXISTS', keys, account.key) == 1 then
      return no('NameTaken')
    end
    taken[account.id], taken['key:' .. account.key] = true, true
    new[#new + 1] = { account, json }
  end
end
for _, one in ipairs(new) do
  local account = one[1]
  redis.call('HSET', accounts, account.id, one[2])
  enter(account)
  if account.closed then
    shut(account)
  end
end
return #new
