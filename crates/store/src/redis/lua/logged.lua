-- From which seq, how many at most. Returns entries, and whom they call as `person:seq`.
local from = tonumber(ARGV[1])
local entries = range(from, math.min(tonumber(field('head') or 0), from + tonumber(ARGV[2]) - 1))
local calls = false
for _, entry in ipairs(entries) do
  calls = calls or string.find(entry[2][2], '@', 1, true)
end
local called = {}
if calls then
  local to = from + #entries - 1
  -- From person to person, of those who were ever called here: a room may have many more mentions than a page.
  local mention = redis.call('ZRANGEBYLEX', mentions, '-', '+', 'LIMIT', 0, 1)[1]
  while mention do
    local who = string.match(mention, '^(.*):')
    local first, last = string.format('[%s:%020.0f', who, from), string.format('[%s:%020.0f', who, to)
    for _, one in ipairs(redis.call('ZRANGEBYLEX', mentions, first, last)) do
      called[#called + 1] = one
    end
    mention = redis.call('ZRANGEBYLEX', mentions, '(' .. who .. ';', '+', 'LIMIT', 0, 1)[1]
  end
end
return { entries, called }
