-- KEYS[1]: when people were there last. The moment, then the people. Never goes back.
for at = 2, #ARGV do
  redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[at])
end
return 1
