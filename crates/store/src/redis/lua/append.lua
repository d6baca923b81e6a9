-- The author, now, the clientId, the seq that it answers or '', the entry; then whom it calls.
-- Returns the seq; with the stored entry, when it is there already.
local author, at, client_id, target, entry = unpack(ARGV, 1, 5)
if not is_member(author) then
  return no('NotMember')
end
local key = author .. ':' .. client_id
local found = redis.call('HGET', clients, key)
if found then
  return { tonumber(found), entry_at(tonumber(found)).entry }
end
if target ~= '' then
  local answered = redis.call('XRANGE', log, target .. '-0', target .. '-0')[1]
  if not answered or answered[2][6] ~= '1' then
    return no('NoSuchEntry')
  end
end
local seq, said = push(entry, at, true)
redis.call('HSET', room, 'last', whole(seq))
redis.call('HSET', clients, key, whole(seq))
set_mark(author, seq, said)
for called = 6, #ARGV do
  local who = ARGV[called]
  if who ~= author and is_member(who) then
    redis.call('ZADD', mentions, 0, string.format('%s:%020.0f', who, seq))
  end
end
return { seq }
