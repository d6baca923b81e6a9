-- After the keys of the room: its index.
-- The mark as it was read, or '' where what is there counts for nothing; the next mark; how many shelves go, and which; then for each
-- shelf its field and its bytes. Returns whether they were stored: another replica may have been faster.
local index = KEYS[8]
local was, mark, going = unpack(ARGV, 1, 3)
if redis.call('EXISTS', room) == 0 then
  return 0
end
if was == '' then
  redis.call('UNLINK', index)
elseif redis.call('HGET', index, 'mark') ~= was then
  return 0
end
local from = 4 + tonumber(going)
for at = 4, from - 1 do
  redis.call('HDEL', index, ARGV[at])
end
for at = from, #ARGV, 2 do
  redis.call('HSET', index, ARGV[at], ARGV[at + 1])
end
redis.call('HSET', index, 'mark', mark)
return 1
