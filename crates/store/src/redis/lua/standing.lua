-- Who; then others. Returns whether they are a member, the kind, the name and the topic, and for each other whether they are in the list.
local answer = { is_member(ARGV[1]) and 1 or 0, field('kind') or '', field('name') or '', field('topic') or '' }
for other = 2, #ARGV do
  answer[#answer + 1] = redis.call('ZSCORE', members, ARGV[other]) and 1 or 0
end
return answer
