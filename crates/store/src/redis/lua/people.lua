-- The beginning of every script about accounts. All checks come before the first change: a script is not rolled back.
local accounts, names, keys, called, listed, open, tokens, sessions, owned, invites, codes, resets, handle, ids, pushed,
  endpoints =
  unpack(KEYS)

local function no(why)
  return redis.error_reply('REFUSED ' .. why)
end

local function account_of(id)
  local found = redis.call('HGET', accounts, id)
  return found and cjson.decode(found)
end

local function open_account_of(id)
  local account = account_of(id)
  return account and not account.closed and account or nil
end

local function keep(account)
  redis.call('HSET', accounts, account.id, cjson.encode(account))
end

-- The place of a name in a list: by name whatever its case, then by id.
local function place(account)
  return account.fold .. '\0' .. account.id .. '\0' .. account.name
end

-- Somebody is called so from now on, everywhere.
local function enter(account)
  redis.call('ZADD', ids, 0, account.id)
  redis.call('HSET', names, account.id, account.name)
  redis.call('HSET', keys, account.key, account.id)
  redis.call('HSET', called, account.fold, account.id)
  redis.call('ZADD', listed, 0, place(account))
  redis.call('ZADD', open, 0, place(account))
end

local function leave(account)
  redis.call('HDEL', keys, account.key)
  redis.call('HDEL', called, account.fold)
  redis.call('ZREM', listed, place(account))
  redis.call('ZREM', open, place(account))
end

-- Nobody finds them from now on; their name stays taken.
local function shut(account)
  redis.call('HDEL', called, account.fold)
  redis.call('ZREM', open, place(account))
end

-- The handles of somebody's sessions, the oldest handle first.
local function handles_of(id)
  local handles = {}
  for _, one in ipairs(redis.call('ZRANGEBYLEX', owned, '[' .. id .. ':', '(' .. id .. ';')) do
    handles[#handles + 1] = string.sub(one, #id + 2)
  end
  return handles
end

-- The browsers of somebody that are pushed to, the oldest first.
local function pushed_to(id)
  local found = redis.call('HGET', pushed, id)
  return found and cjson.decode(found) or {}
end

-- Forgets those of somebody's browsers that `is_over` names; returns the others.
local function forget_browsers(id, is_over)
  local kept = {}
  for _, browser in ipairs(pushed_to(id)) do
    if is_over(browser) then
      redis.call('HDEL', endpoints, browser.endpoint)
    else
      kept[#kept + 1] = browser
    end
  end
  if #kept == 0 then
    redis.call('HDEL', pushed, id)
  else
    redis.call('HSET', pushed, id, cjson.encode(kept))
  end
  return kept
end

local function end_session(number)
  local found = redis.call('HGET', sessions, number)
  if found then
    local session = cjson.decode(found)
    redis.call('HDEL', tokens, session.token)
    redis.call('HDEL', sessions, number)
    redis.call('ZREM', owned, session.user .. ':' .. number)
    forget_browsers(session.user, function(browser)
      return browser.session == number
    end)
  end
end

-- Ends all sessions of somebody but one; returns which.
local function end_sessions(id, kept)
  local ended = {}
  for _, number in ipairs(handles_of(id)) do
    if number ~= kept then
      end_session(number)
      ended[#ended + 1] = number
    end
  end
  return ended
end

local function drop_reset(id)
  local link = redis.call('HGET', resets, id)
  if link then
    redis.call('HDEL', resets, id, 'link:' .. link)
  end
end

-- A handle that was never given before. Of one length, so that they sort as numbers do.
local function new_handle()
  return string.format('%016.0f', redis.call('INCR', handle))
end
