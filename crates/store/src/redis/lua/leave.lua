-- 'leave' or 'close', who, now, entry. Returns the seq and the entry; nothing where a closed account stays.
local mode, who, at, entry = unpack(ARGV, 1, 4)
if not is_member(who) then
  return no('NotMember')
end
if field('kind') == 'direct' then
  if mode == 'leave' then
    return no('WrongKind')
  end
  redis.call('HSET', room, 'closed:' .. who, 1)
  return false
end
local heir = take_out(who)
if heir then
  entry = string.sub(entry, 1, -2) .. ',"heir":"' .. heir .. '"}'
end
return { (push(entry, at, NOTICE)), entry }
