-- Who reads, 'latest', 'before', 'after' or 'around', the place, how many at most.
-- Returns the head, the span that is covered, and the entries in it.
local who, cursor, place, limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if not is_member(who) then
  return no('NotMember')
end
local head = tonumber(field('head'))
local from, to
local function before(last)
  from, to = math.max(last - limit, 0) + 1, last
end
if cursor == 'latest' then
  before(head)
elseif cursor == 'before' then
  before(math.min(head, math.max(place - 1, 0)))
elseif cursor == 'after' then
  local after = math.min(head, place)
  from, to = after + 1, math.min(head, after + limit)
else
  -- At either end of the log the page is filled from the other side.
  local middle = math.min(math.max(place, 1), math.max(head, 1))
  before(math.min(head, math.max(middle - math.floor(limit / 2), 1) + limit - 1))
end
local entries = from <= to and redis.call('XRANGE', log, whole(from) .. '-0', whole(to) .. '-0') or {}
return { head, from, to, entries }
