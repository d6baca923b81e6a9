-- The guest as JSON, the lease as JSON, now, how ids of guests begin. Returns the guest as stored, and the handle of the lease.
local guest, lease, now = cjson.decode(ARGV[1]), cjson.decode(ARGV[2]), tonumber(ARGV[3])
local id = redis.call('HGET', keys, guest.key)
local known = id and account_of(id)
if id and (string.sub(id, 1, #ARGV[4]) ~= ARGV[4] or not known or known.closed) then
  return no('NameTaken')
end
local over, same = {}, redis.call('HGET', tokens, lease.token)
if same then
  -- One secret leases one name at a time, and what is over is not taken up again.
  local before = cjson.decode(redis.call('HGET', sessions, same))
  if before.kind ~= 'guest' or (before.expires > now and before.user ~= id) then
    return no('NameTaken')
  end
  if before.expires <= now then
    over[1], same = same, nil
  end
end
for _, number in ipairs(known and handles_of(id) or {}) do
  if number ~= same and number ~= over[1] then
    if cjson.decode(redis.call('HGET', sessions, number)).expires > now then
      return no('NameTaken')
    end
    over[#over + 1] = number
  end
end
for _, number in ipairs(over) do
  end_session(number)
end
if not known then
  known = guest
  keep(known)
  enter(known)
end
if not same then
  lease.user = known.id
  same = start(lease, cjson.encode(lease))
end
return { redis.call('HGET', accounts, known.id), same }
