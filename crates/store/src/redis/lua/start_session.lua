-- The session as JSON, now, the most browsers' sessions of a person, the most access tokens. Returns its handle.
local session = cjson.decode(ARGV[1])
if not open_account_of(session.user) then
  return no('NoSuchPerson')
end
local same = redis.call('HGET', tokens, session.token)
if same then
  return same
end
local over, alive = {}, {}
for _, number in ipairs(handles_of(session.user)) do
  local other = cjson.decode(redis.call('HGET', sessions, number))
  if other.expires <= tonumber(ARGV[2]) then
    over[#over + 1] = number
  elseif (other.kind or 'browser') == session.kind then
    alive[#alive + 1] = { number, other.seen }
  end
end
if session.kind == 'token' and #alive >= tonumber(ARGV[4]) then
  return no('TooManyTokens')
end
for _, number in ipairs(over) do
  end_session(number)
end
if session.kind == 'browser' then
  -- Room for one more: those that were not used for the longest time go.
  table.sort(alive, function(one, other)
    return one[2] > other[2] or (one[2] == other[2] and one[1] > other[1])
  end)
  for at = tonumber(ARGV[3]), #alive do
    end_session(alive[at][1])
  end
end
return start(session, ARGV[1])
