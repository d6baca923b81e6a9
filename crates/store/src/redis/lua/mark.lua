-- Who, up to where, how many places one's own messages may stand after a mark that went back. Returns where the mark stands now; nothing when
-- it stood there or further.
local who, span = ARGV[1], tonumber(ARGV[3])
if not is_member(who) then
  return no('NotMember')
end
local function said_by(seq)
  return seq > 0 and tonumber(entry_at(seq).said) or 0
end
local seq = math.min(tonumber(ARGV[2]), tonumber(field('head')))
local read, had = get_mark(who)
if seq <= read then
  return false
end
-- Those that it passes do not count any more.
local own = had - said_by(read)
for _, one in ipairs(own > 0 and range(read + 1, math.min(seq, read + span)) or {}) do
  if kind_of(one) == MESSAGE and cjson.decode(one[2][2]).by == who then
    own = own - 1
  end
end
set_mark(who, seq, said_by(seq) + math.max(own, 0))
return seq
