-- Who does it, now, to which message, with what, whether it is added, the entry that says so, how many different ones there may be.
-- Returns the seq; nothing when it is so already.
local by, at, target, emoji, on, entry, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7])
if not is_member(by) then
  return no('NotMember')
end
local found = entry_at(target)
if not found or found.kind ~= MESSAGE then
  return no('NoSuchEntry')
end
local _, list = emoji_of(target)
if on == '1' then
  local others = 0
  for _, known in ipairs(list) do
    others = others + (known == emoji and 0 or 1)
  end
  if others >= most then
    return no('TooManyEmoji')
  end
  if not add_reaction(target, emoji, by, list) then
    return false
  end
elseif not take_reaction(target, emoji, by, list) then
  return false
end
local seq = push(entry, at, CHANGE)
set_emoji(target, seq, list)
return seq
