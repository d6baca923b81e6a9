-- After the keys of the room that of its index. Who does it, whether they administer. Returns the kind, the name, who made it under which clientId, and the members.
local by, admin = unpack(ARGV, 1, 2)
if not is_member(by) then
  return no('NotMember')
end
if field('creator') ~= by and admin ~= '1' then
  return no('NotCreator')
end
local deleted = { field('kind'), field('name'), field('by'), field('client'), redis.call('ZRANGE', members, 0, -1) }
redis.call('UNLINK', room, log, members, marks, clients, mentions, changed, reacted, reactions, tombs, KEYS[12])
-- Whoever was about to make it, or finds it by what made it, must make another one: its places were told already.
redis.call('SET', gone, 1, 'EX', 86400)
return deleted
