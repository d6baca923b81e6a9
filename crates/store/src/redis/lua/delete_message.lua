-- Who does it, whether they administer, now, which message, the entry that says so. Returns the seq; nothing when it was deleted before.
local by, admin, at, target, entry = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
if not is_member(by) then
  return no('NotMember')
end
local found = entry_at(target)
if not found or (found.kind ~= MESSAGE and found.kind ~= TOMB) then
  return no('NoSuchEntry')
end
local message = cjson.decode(found.entry)
if message.by ~= by and field('creator') ~= by and admin ~= '1' then
  return no('NotAuthor')
end
if found.kind == TOMB then
  return false
end
call_nobody(target)
redis.call('ZREMRANGEBYLEX', reactions, string.format('[%020.0f:', target), string.format('(%020.0f;', target))
redis.call('HDEL', reacted, whole(target))
redis.call('ZADD', tombs, target, whole(target))
local seq = push(entry, at, CHANGE)
move(target, found.said, TOMB, cjson.encode({ type = 'tombstone', at = message.at, by = message.by, client = message.client }))
return seq
