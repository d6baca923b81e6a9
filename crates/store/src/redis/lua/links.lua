-- Who reads, now. Returns the links that can still be used, the newest first.
if not is_member(ARGV[1]) then
  return no('NotMember')
end
local links, found = {}, get_links(tonumber(ARGV[2]))
for at = #found, 1, -1 do
  links[#links + 1] = cjson.encode(found[at])
end
return links
