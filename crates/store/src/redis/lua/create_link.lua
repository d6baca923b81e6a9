-- Who makes it, now, most links of a room, the digest of the code, how many uses, until when. Returns the link.
local who, at, most, code, uses, expires = unpack(ARGV, 1, 6)
if not is_member(who) then
  return no('NotMember')
end
if field('kind') == 'direct' then
  return no('WrongKind')
end
local links = get_links(tonumber(at))
for _, link in ipairs(links) do
  if link.code == code then
    return cjson.encode(link)
  end
end
if #links >= tonumber(most) then
  return no('TooManyLinks')
end
local link = {
  id = redis.call('HINCRBY', room, 'linked', 1), code = code, by = who, at = tonumber(at), expires = tonumber(expires), uses = tonumber(uses),
}
links[#links + 1] = link
set_links(links)
return cjson.encode(link)
