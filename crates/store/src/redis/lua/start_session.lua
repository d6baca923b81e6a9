-- The session as JSON, now, the most sessions of a person. Returns its handle.
local session = cjson.decode(ARGV[1])
if not open_account_of(session.user) then
  return no('NoSuchPerson')
end
local same = redis.call('HGET', tokens, session.token)
if same then
  return same
end
local alive = {}
for _, number in ipairs(handles_of(session.user)) do
  local other = cjson.decode(redis.call('HGET', sessions, number))
  if other.expires <= tonumber(ARGV[2]) then
    end_session(number)
  else
    alive[#alive + 1] = { number, other.seen }
  end
end
-- Room for one more: those that were not used for the longest time go.
table.sort(alive, function(one, other)
  return one[2] > other[2] or (one[2] == other[2] and one[1] > other[1])
end)
for at = tonumber(ARGV[3]), #alive do
  end_session(alive[at][1])
end
local number = new_handle()
redis.call('HSET', sessions, number, ARGV[1])
redis.call('HSET', tokens, session.token, number)
redis.call('ZADD', owned, 0, session.user .. ':' .. number)
return number
