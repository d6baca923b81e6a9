-- Who, the first entry that is unread, how far back at most, how far unread is counted. Returns where the mark stands now, and what is
-- unread after it.
local who, seq, span, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not is_member(who) then
  return no('NotMember')
end
local head = tonumber(field('head'))
local read = math.max(seq - 1, head - span, 0)
if read < (get_mark(who)) then
  -- One's own messages are not unread: they count as if they had been said before.
  local own = 0
  for _, one in ipairs(range(read + 1, head)) do
    if kind_of(one) == MESSAGE and cjson.decode(one[2][2]).by == who then
      own = own + 1
    end
  end
  set_mark(who, read, (read > 0 and tonumber(entry_at(read).said) or 0) + own)
end
return { unread_of(who, most) }
