-- The digest of a link, now, a password's hash or ''. Returns whose link it is; with a hash, that becomes their password, the link
-- is used up, and the handles of the sessions that ended follow.
local user, expires = string.match(redis.call('HGET', resets, 'link:' .. ARGV[1]) or '', '^(.*):(%d+)$')
local account = user and tonumber(expires) > tonumber(ARGV[2]) and open_account_of(user)
if not account then
  return no('CodeInvalid')
end
if ARGV[3] == '' then
  return { account.id, account.name }
end
drop_reset(user)
account.hash = ARGV[3]
keep(account)
local answer = end_sessions(user, '')
table.insert(answer, 1, account.name)
table.insert(answer, 1, account.id)
return answer
