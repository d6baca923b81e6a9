-- KEYS[1]: the server's key. A fresh one, which is kept if there is none. Returns the one that is there.
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
