-- Who reads, how far unread is counted, how many faces. Returns the parts of a summary in the order of `lists`.
local who, most, faces = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if not is_member(who) then
  return no('NotMember')
end
local read, unread, called = unread_of(who, most)
local last = entry_at(tonumber(field('last')))
local others = {}
for _, other in ipairs(redis.call('ZRANGE', members, 0, faces)) do
  if other ~= who and #others < faces then
    others[#others + 1] = other
  end
end
return {
  { field('kind'), field('name'), field('creator'), field('topic') or '' }, tonumber(field('head')), read, unread, called, tonumber(field('last')),
  last and last.entry or '', field('active'), redis.call('ZCARD', members), others,
  get_choice(who),
}
