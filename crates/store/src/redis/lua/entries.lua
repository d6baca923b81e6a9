-- After which place, how many at most. Returns entries.
local head = tonumber(field('head') or 0)
return range(tonumber(ARGV[1]) + 1, math.min(head, tonumber(ARGV[1]) + tonumber(ARGV[2])))
