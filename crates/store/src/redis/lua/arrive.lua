-- After the keys of the room that of its index. Who made it, whose it is, under which clientId it was made, when something happened there last.
-- Returns the head of a room that has begun to arrive; nothing for one that is there.
if redis.call('EXISTS', room) == 0 then
  redis.call('HSET', room, 'kind', 'arriving', 'name', '', 'by', ARGV[1], 'creator', ARGV[2], 'client', ARGV[3], 'active', ARGV[4])
  redis.call('HSET', room, 'head', 0, 'said', 0, 'last', 0)
  -- A program that knew no index may have deleted a room of this id.
  redis.call('UNLINK', KEYS[12])
end
if field('kind') ~= 'arriving' then
  return false
end
return tonumber(field('head'))
