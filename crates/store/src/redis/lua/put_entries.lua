-- The seq of the first; then for each what it is, the entry, the author and clientId of a message or '', whom it calls, separated by blanks,
-- and for a change its target; of a reaction also whether it is added, with what and who, separated by blanks.
-- Returns how many are new; those that are there already stay as they are.
local kind = field('kind')
if not kind then
  return no('NotMember')
end
if kind ~= 'arriving' then
  return 0
end
local first, head, said, last = tonumber(ARGV[1]), tonumber(field('head')), tonumber(field('said')), field('last')
if first > head + 1 then
  return no('NoSuchEntry')
end
local function is_said(kind)
  return kind == MESSAGE or kind == TOMB
end
local start, coming = 2 + (head + 1 - first) * 5, {}
for at = start, #ARGV, 5 do
  local target = tonumber(string.match(ARGV[at + 4], '^%d+'))
  if target then
    local found = coming[target] or (entry_at(target) or {}).kind
    if not is_said(found) then
      return no('NoSuchEntry')
    end
  end
  coming[head + 1 + (at - start) / 5] = ARGV[at]
end
local new = 0
for at = start, #ARGV, 5 do
  head = head + 1
  new = new + 1
  local kind, entry, client, called, change = unpack(ARGV, at, at + 4)
  said = said + (is_said(kind) and 1 or 0)
  redis.call('XADD', log, whole(head) .. '-0', 'entry', entry, 'said', said, 'kind', kind)
  if is_said(kind) then
    last = whole(head)
    redis.call('HSET', clients, client, last)
  end
  if kind == TOMB then
    redis.call('ZADD', tombs, head, whole(head))
  end
  for who in string.gmatch(called, '%S+') do
    redis.call('ZADD', mentions, 0, string.format('%s:%020.0f', who, head))
  end
  local target, on, emoji, who = string.match(change, '^(%d+) ?(%S*) ?(%S*) ?(%S*)$')
  target = tonumber(target)
  if target and (coming[target] or entry_at(target).kind) == MESSAGE then
    local _, list = emoji_of(target)
    if on == '1' then
      add_reaction(target, emoji, who, list)
    elseif on == '0' then
      take_reaction(target, emoji, who, list)
    end
    set_emoji(target, head, list)
  end
end
redis.call('HSET', room, 'head', whole(head), 'said', whole(said), 'last', last)
return new
