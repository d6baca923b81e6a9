-- Who, then what they choose, '' for what stays: '1' or '0', whether the room is starred; and what of it calls them. Returns what is chosen now.
local who, starred, notify = unpack(ARGV, 1, 3)
if not is_member(who) then
  return no('NotMember')
end
local had_star, had_notify = string.match(get_choice(who), '^(%d):(%a+)$')
local choice = (starred ~= '' and starred or had_star) .. ':' .. (notify ~= '' and notify or had_notify)
set_choice(who, choice)
return choice
