-- Who revokes it, whether they administer, its handle.
local who, admin, id = unpack(ARGV, 1, 3)
if not is_member(who) then
  return no('NotMember')
end
local links = {}
for _, link in ipairs(get_links(0)) do
  if link.id ~= tonumber(id) then
    links[#links + 1] = link
  elseif link.by ~= who and field('creator') ~= who and admin ~= '1' then
    return no('NotCreator')
  end
end
set_links(links)
return 1
