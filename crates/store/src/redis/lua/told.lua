-- Places. Returns what stands there: for each an entry, or ''.
local told = {}
for at, seq in ipairs(ARGV) do
  local found = entry_at(tonumber(seq))
  told[at] = found and found.entry or ''
end
return told
