-- Returns the room, and its members with the seq of their joining and of their mark, how many messages of their own stand after
-- that, and what they have chosen; nothing where there is none, or not yet.
if redis.call('EXISTS', room) == 0 or field('kind') == 'arriving' then
  return false
end
local found, listed = {}, redis.call('ZRANGE', members, 0, -1, 'WITHSCORES')
for at = 1, #listed, 2 do
  local read, had = get_mark(listed[at])
  local own = had - (read > 0 and tonumber(entry_at(read).said) or 0)
  found[#found + 1] = { listed[at], tonumber(listed[at + 1]), read, own, get_choice(listed[at]) }
end
return {
  field('kind'), field('name'), field('by'), field('client'), field('creator'), tonumber(field('head')), tonumber(field('active')), found, field('topic') or '',
}
