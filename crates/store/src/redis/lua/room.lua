-- The beginning of every script about a room. All checks come before the first change: a script is not rolled back.
local room, log, members, marks, clients, mentions, gone, changed, reacted, reactions, tombs = unpack(KEYS)

-- What an entry is: NOTICE, MESSAGE, CHANGE of an earlier message, or TOMB, which is what is left of one.
local NOTICE, MESSAGE, CHANGE, TOMB = '0', '1', '2', '3'

local function no(why)
  return redis.error_reply('REFUSED ' .. why)
end

-- A closed account stays in the list of a direct room, but is no member to anybody.
local function is_member(who)
  return redis.call('ZSCORE', members, who) and redis.call('HEXISTS', room, 'closed:' .. who) == 0
end

local function whole(number)
  return string.format('%.0f', number)
end

local function field(name)
  return redis.call('HGET', room, name)
end

-- Appends an entry under the next seq. `said` counts the messages up to each entry, so that unread ones are counted by one
-- subtraction. A message that changes is no activity of the room.
local function push(entry, at, kind)
  local seq = redis.call('HINCRBY', room, 'head', 1)
  local said = redis.call('HINCRBY', room, 'said', kind == MESSAGE and 1 or 0)
  redis.call('XADD', log, whole(seq) .. '-0', 'entry', entry, 'said', said, 'kind', kind)
  if kind ~= CHANGE then
    redis.call('HSET', room, 'active', at)
  end
  return seq, said
end

local function set_mark(who, seq, said)
  redis.call('HSET', marks, who, whole(seq) .. ':' .. whole(said))
end

-- Up to where somebody has read, and how many messages had been said by then.
local function get_mark(who)
  local seq, said = string.match(redis.call('HGET', marks, who) or '0:0', '^(%d+):(%d+)$')
  return tonumber(seq), tonumber(said)
end

-- A stream changes nothing that is in it: an entry that changes goes from the log into `changed`, as `said:kind:entry`.
local function moved(seq)
  local said, kind, entry = string.match(redis.call('HGET', changed, whole(seq)) or '', '^(%d+):(%d):(.*)$')
  return { whole(seq) .. '-0', { 'entry', entry, 'said', said, 'kind', kind } }
end

-- The entries from one place to another, both of which exist, as XRANGE gives them.
local function range(from, to)
  local found = {}
  if from > to then
    return found
  end
  for _, one in ipairs(redis.call('XRANGE', log, whole(from) .. '-0', whole(to) .. '-0')) do
    local seq = tonumber(string.match(one[1], '^%d+'))
    while from + #found < seq do
      found[#found + 1] = moved(from + #found)
    end
    found[#found + 1] = one
  end
  while from + #found <= to do
    found[#found + 1] = moved(from + #found)
  end
  return found
end

local function kind_of(one)
  return one[2][6]
end

-- The fields of one entry.
local function entry_at(seq)
  if seq < 1 or seq > tonumber(field('head')) then
    return nil
  end
  local one = range(seq, seq)[1]
  return { entry = one[2][2], said = one[2][4], kind = kind_of(one) }
end

-- What a member has chosen for themselves, as `stored` writes it. Nothing is kept of who has chosen nothing.
local function get_choice(who)
  return field('chosen:' .. who) or '0:all'
end

local function set_choice(who, choice)
  if choice == '0:all' then
    redis.call('HDEL', room, 'chosen:' .. who)
  else
    redis.call('HSET', room, 'chosen:' .. who, choice)
  end
end

-- Invite links that can still be used then, the oldest first.
local function get_links(now)
  local links, found = {}, field('links')
  for _, link in ipairs(found and cjson.decode(found) or {}) do
    if link.uses > 0 and link.expires > now then
      links[#links + 1] = link
    end
  end
  return links
end

local function set_links(links)
  if #links == 0 then
    redis.call('HDEL', room, 'links')
  else
    redis.call('HSET', room, 'links', cjson.encode(links))
  end
end

local function admit(who, entry, at)
  if redis.call('ZCARD', members) == 0 then
    redis.call('HSET', room, 'creator', who)
  end
  local seq, said = push(entry, at, NOTICE)
  redis.call('ZADD', members, seq, who)
  set_mark(who, seq, said)
  return seq
end

-- Ends a membership, and what links it has made; returns who inherits the room, if it was theirs: who has been there longest.
local function take_out(who)
  redis.call('ZREM', members, who)
  redis.call('HDEL', marks, who)
  redis.call('HDEL', room, 'chosen:' .. who)
  local links = {}
  for _, link in ipairs(get_links(0)) do
    if link.by ~= who then
      links[#links + 1] = link
    end
  end
  set_links(links)
  if field('creator') ~= who then
    return nil
  end
  local heir = redis.call('ZRANGE', members, 0, 0)[1]
  if heir then
    redis.call('HSET', room, 'creator', heir)
  end
  return heir
end

-- How many messages of others somebody has not read, and how many of those call them; counted up to a bound.
local function unread_of(who, most)
  local read, had = get_mark(who)
  local unread = tonumber(field('said')) - had - redis.call('ZCOUNT', tombs, '(' .. whole(read), '+inf')
  unread = math.max(math.min(unread, most), 0)
  local called = 0
  if unread > 0 then
    local from = string.format('(%s:%020.0f', who, read)
    called = math.min(redis.call('ZLEXCOUNT', mentions, from, '(' .. who .. ';'), most)
  end
  return read, unread, called
end
