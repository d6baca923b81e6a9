-- Who reads, after which seq of joining, how many. Returns the creator, and people with the seq of their joining.
if not is_member(ARGV[1]) then
  return no('NotMember')
end
return { field('creator'), redis.call('ZRANGEBYSCORE', members, '(' .. ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3]) }
