-- The beginning of every script about a room. All checks come before the first change: a script is not rolled back.
local room, log, members, marks, clients, mentions, gone = unpack(KEYS)

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
-- subtraction.
local function push(entry, at, is_message)
  local seq = redis.call('HINCRBY', room, 'head', 1)
  local said = redis.call('HINCRBY', room, 'said', is_message and 1 or 0)
  redis.call('XADD', log, whole(seq) .. '-0', 'entry', entry, 'said', said, 'message', is_message and 1 or 0)
  redis.call('HSET', room, 'active', at)
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

-- The fields of one entry.
local function entry_at(seq)
  local found = redis.call('XRANGE', log, whole(seq) .. '-0', whole(seq) .. '-0')[1]
  if not found then
    return nil
  end
  local fields = {}
  for at = 1, #found[2], 2 do
    fields[found[2][at]] = found[2][at + 1]
  end
  return fields
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
  local seq, said = push(entry, at, false)
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
