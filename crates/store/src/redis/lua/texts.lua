-- Spans of the log: first and last seq of each. Returns for each its messages, each as a line of its seq and its entry: one long text is
-- read much faster than thousands of small ones.
local answer = {}
for at = 1, #ARGV, 2 do
  local lines = {}
  for _, found in ipairs(redis.call('XRANGE', log, ARGV[at] .. '-0', ARGV[at + 1] .. '-0')) do
    local fields = found[2]
    if fields[6] == '1' then
      lines[#lines + 1] = string.match(found[1], '^%d+') .. ' ' .. fields[2] .. '\n'
    end
  end
  answer[#answer + 1] = table.concat(lines)
end
return answer
