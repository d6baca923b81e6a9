-- Who, the handle of their session, the browser as JSON, the most browsers of a person.
local who, number = ARGV[1], ARGV[2]
if not redis.call('ZSCORE', owned, who .. ':' .. number) then
  return no('NoSuchPerson')
end
local browser = cjson.decode(ARGV[3])
-- One browser is of one person: of who signed in last.
local before = redis.call('HGET', endpoints, browser.endpoint)
if before and before ~= who then
  forget_browsers(before, function(one)
    return one.endpoint == browser.endpoint
  end)
end
local all = forget_browsers(who, function(one)
  return one.session == number or one.endpoint == browser.endpoint
end)
local over = #all + 1 - tonumber(ARGV[4])
if over > 0 then
  local oldest = {}
  for at = 1, over do
    oldest[all[at].endpoint] = true
  end
  all = forget_browsers(who, function(one)
    return oldest[one.endpoint]
  end)
end
all[#all + 1] = browser
redis.call('HSET', pushed, who, cjson.encode(all))
redis.call('HSET', endpoints, browser.endpoint, who)
return 1
