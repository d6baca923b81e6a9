-- The digest of a code, now. Returns the name and how many members there are; nothing where the code leads nowhere.
for _, link in ipairs(get_links(tonumber(ARGV[2]))) do
  if link.code == ARGV[1] then
    return { field('name'), redis.call('ZCARD', members) }
  end
end
return false
