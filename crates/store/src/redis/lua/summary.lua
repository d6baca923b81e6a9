-- Who reads, how far unread is counted, how many faces. Returns the parts of a summary in the order of `lists`.
local who, most, faces = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if not is_member(who) then
  return no('NotMember')
end
local read, had = get_mark(who)
local unread = math.min(tonumber(field('said')) - had, most)
local called = 0
if unread > 0 then
  local from = string.format('(%s:%020.0f', who, read)
  called = math.min(redis.call('ZLEXCOUNT', mentions, from, '(' .. who .. ';'), most)
end
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
