-- kind, name, creator, now, clientId, entry, 1 when the id was minted for this try; then a person and an entry for each guest.
-- Returns how many entries the room has; nothing when it is there already, 0 when it was deleted.
local kind, name, creator, at, client_id, created, minted = unpack(ARGV, 1, 7)
if redis.call('EXISTS', room) == 1 then
  return false
end
if minted ~= '1' and redis.call('EXISTS', gone) == 1 then
  return 0
end
redis.call('HSET', room, 'kind', kind, 'name', name, 'by', creator, 'client', client_id, 'creator', creator, 'last', 0)
local seq = admit(creator, created, at)
for guest = 8, #ARGV, 2 do
  seq = admit(ARGV[guest], ARGV[guest + 1], at)
end
-- What the creator did is nothing that they have not read.
set_mark(creator, seq, 0)
return seq
