-- After the keys of the room that of its index.
-- Who does it, now, which message, the entry that says so, what the message says; how many shelves go, and which; then whom it calls.
-- Returns the seq; nothing when it says so already.
local by, at, target, entry, text = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
if not is_member(by) then
  return no('NotMember')
end
local found = entry_at(target)
if not found or found.kind ~= MESSAGE then
  return no('NoSuchEntry')
end
local message = cjson.decode(found.entry)
if message.by ~= by then
  return no('NotAuthor')
end
if message.text == text then
  return false
end
call_nobody(target)
local going = tonumber(ARGV[6])
call(by, target, 7 + going)
-- What is known of its block is what it said before. Who looks for that and finds nothing looks at the entries.
for shelf = 7, 6 + going do
  redis.call('HDEL', KEYS[12], ARGV[shelf])
end
local seq = push(entry, at, CHANGE)
message.text, message.edited = text, tonumber(at)
move(target, found.said, MESSAGE, cjson.encode(message))
local _, emoji = emoji_of(target)
set_emoji(target, seq, emoji)
redis.call('HSET', room, 'edited', whole(seq))
return seq
