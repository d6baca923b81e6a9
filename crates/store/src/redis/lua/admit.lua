-- 'join' or 'invite', who does it, now, most members; then a person and an entry for each newcomer.
-- Returns, for each of these, their seq, or 0 for a member already.
local mode, by, at, most = unpack(ARGV, 1, 4)
if mode == 'join' then
  if field('kind') ~= 'public' then
    return no('NotMember')
  end
elseif not is_member(by) then
  return no('NotMember')
elseif field('kind') == 'direct' then
  return no('WrongKind')
end
local fresh, seen = 0, {}
for newcomer = 5, #ARGV, 2 do
  local who = ARGV[newcomer]
  if not seen[who] and not redis.call('ZSCORE', members, who) then
    seen[who] = true
    fresh = fresh + 1
  end
end
if redis.call('ZCARD', members) + fresh > tonumber(most) then
  return no('RoomFull')
end
local seqs = {}
for newcomer = 5, #ARGV, 2 do
  local who = ARGV[newcomer]
  local is_new = not redis.call('ZSCORE', members, who)
  seqs[#seqs + 1] = is_new and admit(who, ARGV[newcomer + 1], at) or 0
end
return seqs
