-- Who reads; 'latest', 'before', 'after' or 'around' and the place, or 'since' and the time; how many at most, over how many places at most, how many people are named.
-- Returns the head, the span that is covered, the entries in it; and of messages that were changed their seq, what changed them last, and
-- for each emoji how many reacted so, whether the reader did, and some of them.
local who, cursor, place, limit, span, faces = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
if not is_member(who) then
  return no('NotMember')
end
local head = tonumber(field('head'))

-- What stands up to a place, and not below another: as many entries as hold so many that are more than a change. Returns them newest first,
-- where they begin, and how many hold.
local function down(last, limit, lowest)
  local taken, from, count = {}, last + 1, 0
  while from > lowest and count < limit do
    local chunk = range(math.max(lowest, from - limit), from - 1)
    for at = #chunk, 1, -1 do
      if count < limit then
        taken[#taken + 1] = chunk[at]
        from = from - 1
        count = count + (kind_of(chunk[at]) == CHANGE and 0 or 1)
      end
    end
  end
  return taken, from, count
end

-- What stands from a place on, and not above another. Returns it oldest first, where it ends, and how many hold.
local function up(first, limit, highest)
  local taken, to, count = {}, first - 1, 0
  while to < highest and count < limit do
    for _, one in ipairs(range(to + 1, math.min(highest, to + limit))) do
      if count < limit then
        taken[#taken + 1] = one
        to = to + 1
        count = count + (kind_of(one) == CHANGE and 0 or 1)
      end
    end
  end
  return taken, to, count
end

local from, to
local below, above = {}, {}
if cursor == 'latest' or cursor == 'before' then
  to = cursor == 'latest' and head or math.min(head, math.max(place - 1, 0))
  below, from = down(to, limit, math.max(to - span + 1, 1))
elseif cursor == 'after' then
  local after = math.min(head, place)
  from = after + 1
  above, to = up(from, limit, math.min(head, after + span))
else
  if cursor == 'since' then
    -- The first place of a time, or the last one of the log. Times go with places, as far as the clocks that wrote them do.
    local first, last = 1, math.max(head, 1)
    while first < last do
      local middle = math.floor((first + last) / 2)
      if tonumber(cjson.decode(entry_at(middle).entry).at) < place then
        first = middle + 1
      else
        last = middle
      end
    end
    place = first
  end
  -- At either end of the log the page is filled from the other side.
  local middle = math.min(math.max(place, 1), math.max(head, 1))
  local lowest, count, more = math.max(middle - span / 2 + 1, 1)
  below, from, count = down(middle - 1, math.floor(limit / 2), lowest)
  above, to, more = up(middle, limit - count, math.min(head, middle + span / 2 - 1))
  local further
  further, from = down(from - 1, limit - count - more, lowest)
  for _, one in ipairs(further) do
    below[#below + 1] = one
  end
end

local entries, changes = {}, {}
for at = #below, 1, -1 do
  entries[#entries + 1] = below[at]
end
for _, one in ipairs(above) do
  entries[#entries + 1] = one
end
for at, one in ipairs(entries) do
  local seq = from + at - 1
  if kind_of(one) == MESSAGE then
    local last, list = emoji_of(seq)
    if last > 0 then
      local found = {}
      for at, emoji in ipairs(list) do
        local first, beyond = '[' .. reaction(seq, emoji, ''), '(' .. string.format('%020.0f:%s;', seq, emoji)
        local people = redis.call('ZRANGEBYLEX', reactions, first, beyond, 'LIMIT', 0, faces)
        for face, one in ipairs(people) do
          people[face] = string.match(one, '([^:]*)$')
        end
        local mine = redis.call('ZSCORE', reactions, reaction(seq, emoji, who)) and 1 or 0
        found[at] = { emoji, redis.call('ZLEXCOUNT', reactions, first, beyond), mine, people }
      end
      changes[#changes + 1] = { seq, last, found }
    end
  end
end
return { head, from, to, entries, changes }
