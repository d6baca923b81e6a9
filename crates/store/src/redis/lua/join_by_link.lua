-- Who, now, most members, the digest of the code, the entry. Returns the seq; 0 for a member already.
local who, at, most, code, entry = unpack(ARGV, 1, 5)
local kind = field('kind')
if kind ~= 'private' and kind ~= 'public' then
  return no('CodeInvalid')
end
if redis.call('ZSCORE', members, who) then
  return 0
end
local links, taken = get_links(tonumber(at)), nil
for _, link in ipairs(links) do
  if link.code == code then
    taken = link
  end
end
if not taken then
  return no('CodeInvalid')
end
if redis.call('ZCARD', members) >= tonumber(most) then
  return no('RoomFull')
end
taken.uses = taken.uses - 1
set_links(links)
return admit(who, entry, at)
