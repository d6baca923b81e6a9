-- The handle of a session that starts now, of this JSON.
local function start(session, json)
  local number = new_handle()
  redis.call('HSET', sessions, number, json)
  redis.call('HSET', tokens, session.token, number)
  redis.call('ZADD', owned, 0, session.user .. ':' .. number)
  return number
end
