-- The author, now, the clientId, the seq that it answers or '', the entry; then whom it calls.
-- Returns the seq, the entry that was there already or '', and the message that is answered or ''.
local author, at, client_id, target, entry = unpack(ARGV, 1, 5)
if not is_member(author) then
  return no('NotMember')
end
local key = author .. ':' .. client_id
local found = redis.call('HGET', clients, key)
if found then
  return { tonumber(found), entry_at(tonumber(found)).entry, '' }
end
local answered = ''
if target ~= '' then
  local found = entry_at(tonumber(target))
  -- Who answers what was deleted meanwhile is heard all the same.
  if not found or (found.kind ~= MESSAGE and found.kind ~= TOMB) then
    return no('NoSuchEntry')
  end
  answered = found.entry
end
local seq, said = push(entry, at, MESSAGE)
redis.call('HSET', room, 'last', whole(seq))
redis.call('HSET', clients, key, whole(seq))
set_mark(author, seq, said)
call(author, seq, 6)
return { seq, '', answered }
