-- kind, name, topic or '', creator, when something happened last, the head; then for each member who, the seq of their joining and of their mark,
-- how many messages of their own stand after that, whether their account is closed, and what they have chosen. Returns whether this opened it.
local kind, name, topic, creator, active, head = unpack(ARGV, 1, 6)
local now = field('kind')
if not now then
  return no('NotMember')
end
if now ~= 'arriving' then
  return 0
end
if tonumber(field('head')) ~= tonumber(head) then
  return no('NoSuchEntry')
end
redis.call('HSET', room, 'kind', kind, 'name', name, 'topic', topic, 'creator', creator, 'active', active)
for at = 7, #ARGV, 6 do
  local who, read = ARGV[at], tonumber(ARGV[at + 2])
  redis.call('ZADD', members, ARGV[at + 1], who)
  set_mark(who, read, (read > 0 and tonumber(entry_at(read).said) or 0) + tonumber(ARGV[at + 3]))
  if ARGV[at + 4] == '1' then
    redis.call('HSET', room, 'closed:' .. who, 1)
  end
  set_choice(who, ARGV[at + 5])
end
return 1
