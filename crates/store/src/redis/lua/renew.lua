-- KEYS[1]: until when people are there; then, for each person, which replicas say so until when.
-- The replica, until when, how long a person's key lasts (in milliseconds); then the people.
-- Returns those of whom nobody said so.
local fresh = {}
for at = 2, #KEYS do
  local who = ARGV[at + 2]
  redis.call('ZADD', KEYS[at], 'GT', ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[at], ARGV[3])
  if redis.call('ZADD', KEYS[1], 'GT', ARGV[2], who) == 1 then
    fresh[#fresh + 1] = who
  end
end
return fresh
