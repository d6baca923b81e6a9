-- Who does it, now, name, entry. Returns the seq, the kind and the old name; nothing when it is called so already.
local by, at, name, entry = unpack(ARGV, 1, 4)
if not is_member(by) then
  return no('NotMember')
end
local kind, old = field('kind'), field('name')
if kind == 'direct' then
  return no('WrongKind')
end
if old == name then
  return false
end
redis.call('HSET', room, 'name', name)
return { (push(entry, at, NOTICE)), kind, old }
