-- Who does it, whether they administer, now, whom, entry. Returns the seq; nothing when they are no member.
local by, admin, at, whom, entry = unpack(ARGV, 1, 5)
if not is_member(by) then
  return no('NotMember')
end
if field('kind') == 'direct' then
  return no('WrongKind')
end
if field('creator') ~= by and admin ~= '1' then
  return no('NotCreator')
end
if by == whom then
  return no('WrongKind')
end
if not redis.call('ZSCORE', members, whom) then
  return false
end
take_out(whom)
return (push(entry, at, NOTICE))
