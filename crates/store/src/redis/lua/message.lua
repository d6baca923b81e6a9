-- After `room`, for scripts that change a message.

-- Those whose ids stand in the arguments from a place on are called by it, if they are members.
local function call(author, seq, from)
  for at = from, #ARGV do
    local who = ARGV[at]
    if who ~= author and is_member(who) then
      redis.call('ZADD', mentions, 0, string.format('%s:%020.0f', who, seq))
    end
  end
end

-- It calls nobody any more. From person to person, of those who were ever called here.
local function call_nobody(seq)
  local mention = redis.call('ZRANGEBYLEX', mentions, '-', '+', 'LIMIT', 0, 1)[1]
  while mention do
    local who = string.match(mention, '^(.*):')
    redis.call('ZREM', mentions, string.format('%s:%020.0f', who, seq))
    mention = redis.call('ZRANGEBYLEX', mentions, '(' .. who .. ';', '+', 'LIMIT', 0, 1)[1]
  end
end

-- An entry is something else from now on.
local function move(seq, said, kind, entry)
  redis.call('XDEL', log, whole(seq) .. '-0')
  redis.call('HSET', changed, whole(seq), said .. ':' .. kind .. ':' .. entry)
end

-- What changed a message last, and which emoji stand under it, those that came first first.
local function emoji_of(seq)
  local emoji = {}
  for word in string.gmatch(redis.call('HGET', reacted, whole(seq)) or '0', '%S+') do
    emoji[#emoji + 1] = word
  end
  return tonumber(table.remove(emoji, 1)), emoji
end

local function set_emoji(seq, last, emoji)
  redis.call('HSET', reacted, whole(seq), table.concat({ whole(last), unpack(emoji) }, ' '))
end

local function reaction(seq, emoji, who)
  return string.format('%020.0f:%s:%s', seq, emoji, who)
end

-- Whether somebody reacts so from now on; it was not so before.
local function add_reaction(seq, emoji, who, list)
  if redis.call('ZADD', reactions, 0, reaction(seq, emoji, who)) == 0 then
    return false
  end
  for _, known in ipairs(list) do
    if known == emoji then
      return true
    end
  end
  list[#list + 1] = emoji
  return true
end

local function take_reaction(seq, emoji, who, list)
  if redis.call('ZREM', reactions, reaction(seq, emoji, who)) == 0 then
    return false
  end
  if redis.call('ZLEXCOUNT', reactions, '[' .. reaction(seq, emoji, ''), '(' .. string.format('%020.0f:%s;', seq, emoji)) == 0 then
    for at = #list, 1, -1 do
      if list[at] == emoji then
        table.remove(list, at)
      end
    end
  end
  return true
end
