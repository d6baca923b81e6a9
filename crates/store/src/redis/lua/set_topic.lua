-- Who does it, now, the topic or '', entry. Returns the seq; nothing when that is so already.
local by, at, topic, entry = unpack(ARGV, 1, 4)
if not is_member(by) then
  return no('NotMember')
end
if field('kind') == 'direct' then
  return no('WrongKind')
end
if (field('topic') or '') == topic then
  return false
end
redis.call('HSET', room, 'topic', topic)
return (push(entry, at, NOTICE))
