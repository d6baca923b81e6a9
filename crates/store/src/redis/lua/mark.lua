-- Who, up to where. Returns where the mark stands now; nothing when it stood there or further.
if not is_member(ARGV[1]) then
  return no('NotMember')
end
local seq = math.min(tonumber(ARGV[2]), tonumber(field('head')))
if seq <= (get_mark(ARGV[1])) then
  return false
end
set_mark(ARGV[1], seq, tonumber(entry_at(seq).said))
return seq
