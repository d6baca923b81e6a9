-- Who. Returns the handles of their sessions, each followed by the session.
local found = {}
for _, number in ipairs(handles_of(ARGV[1])) do
  found[#found + 1] = number
  found[#found + 1] = redis.call('HGET', sessions, number)
end
return found
