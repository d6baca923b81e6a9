-- Who, the digest of a link, until when.
if not open_account_of(ARGV[1]) then
  return no('NoSuchPerson')
end
drop_reset(ARGV[1])
redis.call('HSET', resets, ARGV[1], ARGV[2], 'link:' .. ARGV[2], ARGV[1] .. ':' .. ARGV[3])
return 1
