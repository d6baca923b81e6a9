-- Returns the room, and its members with the seq of their joining and of their mark and what they have chosen; nothing where there is none, or not yet.
if redis.call('EXISTS', room) == 0 or field('kind') == 'arriving' then
  return false
end
local found, listed = {}, redis.call('ZRANGE', members, 0, -1, 'WITHSCORES')
for at = 1, #listed, 2 do
  found[#found + 1] = { listed[at], tonumber(listed[at + 1]), (get_mark(listed[at])), get_choice(listed[at]) }
end
return {
  field('kind'), field('name'), field('by'), field('client'), field('creator'), tonumber(field('head')), tonumber(field('active')), found, field('topic') or '',
}
