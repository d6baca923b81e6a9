-- kind, name, creator, now, clientId, entry; then a person and an entry for each guest.
-- Returns how many entries the room has; nothing when it is there already.
local kind, name, creator, at, client_id, created = unpack(ARGV, 1, 6)
if redis.call('EXISTS', room) == 1 then
  return false
end
redis.call('HSET', room, 'kind', kind, 'name', name, 'by', creator, 'client', client_id, 'creator', creator, 'last', 0)
local seq = admit(creator, created, at)
for guest = 7, #ARGV, 2 do
  seq = admit(ARGV[guest], ARGV[guest + 1], at)
end
-- What the creator did is nothing that they have not read.
set_mark(creator, seq, 0)
return seq
