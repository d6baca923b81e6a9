-- The seq of the first; then for each an entry, the author and clientId of a message or '', and whom it calls, separated by blanks.
-- Returns how many are new; those that are there already stay as they are.
local kind = field('kind')
if not kind then
  return no('NotMember')
end
if kind ~= 'arriving' then
  return 0
end
local first, head, said, last = tonumber(ARGV[1]), tonumber(field('head')), tonumber(field('said')), field('last')
if first > head + 1 then
  return no('NoSuchEntry')
end
local new = 0
for at = 2 + (head + 1 - first) * 3, #ARGV, 3 do
  head = head + 1
  new = new + 1
  local entry, client, called = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local is_message = client ~= '' and 1 or 0
  said = said + is_message
  redis.call('XADD', log, whole(head) .. '-0', 'entry', entry, 'said', said, 'message', is_message)
  if is_message == 1 then
    last = whole(head)
    redis.call('HSET', clients, client, last)
  end
  for who in string.gmatch(called, '%S+') do
    redis.call('ZADD', mentions, 0, string.format('%s:%020.0f', who, head))
  end
end
redis.call('HSET', room, 'head', whole(head), 'said', whole(said), 'last', last)
return new
