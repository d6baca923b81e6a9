-- After the keys of the room: its index.
-- The mark as it was read, '' if there is none; whether what is there counts; the next mark; how long the log was; how many shelves go, and
-- which; then for each shelf its field and its bytes. Returns whether they were stored: another replica may have been faster, or a message
-- was edited since, and they may hold what it said before.
local index = KEYS[12]
local was, counts, mark, head, going = unpack(ARGV, 1, 5)
if redis.call('EXISTS', room) == 0 or (redis.call('HGET', index, 'mark') or '') ~= was then
  return 0
end
if tonumber(field('edited') or 0) > tonumber(head) then
  return 0
end
if counts == '0' then
  redis.call('UNLINK', index)
end
local from = 6 + tonumber(going)
for at = 6, from - 1 do
  redis.call('HDEL', index, ARGV[at])
end
for at = from, #ARGV, 2 do
  redis.call('HSET', index, ARGV[at], ARGV[at + 1])
end
redis.call('HSET', index, 'mark', mark)
return 1
