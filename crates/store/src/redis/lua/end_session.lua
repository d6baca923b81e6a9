-- Who, the handle of a session: it ends if it is theirs.
if redis.call('ZSCORE', owned, ARGV[1] .. ':' .. ARGV[2]) then
  end_session(ARGV[2])
end
return 1
