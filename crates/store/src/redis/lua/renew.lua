-- KEYS[1]: until when people are there; then, for each person, which replicas say so until when.
-- The replica, until when, how long a person's key lasts (in milliseconds); then the people.
for at = 2, #KEYS do
  redis.call('ZADD', KEYS[at], 'GT', ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[at], ARGV[3])
  redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[at + 2])
end
return 1
