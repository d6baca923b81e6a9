-- After the keys of the room: its index.
-- The mark as it was read, '' if there is none; whether what is there counts; the next mark; how many shelves go, and which; then for each
-- shelf its field and its bytes. Returns whether they were stored: another replica may have been faster.
local index = KEYS[8]
local was, counts, mark, going = unpack(ARGV, 1, 4)
if redis.call('EXISTS', room) == 0 or (redis.call('HGET', index, 'mark') or '') ~= was then
  return 0
end
if counts == '0' then
  redis.call('UNLINK', index)
end
local from = 5 + tonumber(going)
for at = 5, from - 1 do
  redis.call('HDEL', index, ARGV[at])
end
for at = from, #ARGV, 2 do
  redis.call('HSET', index, ARGV[at], ARGV[at + 1])
end
redis.call('HSET', index, 'mark', mark)
return 1
