-- KEYS: prefix. ARGV: id seq acked table key before base {field record}*
-- Answers 0 when the question came late or the store has lost the one confirmed last: it is not taken then.
local p, id, seq = KEYS[1], ARGV[1], tonumber(ARGV[2])
local taken = tonumber(redis.call('HGET', p .. 'seq', id) or 0)
if taken < tonumber(ARGV[3]) or taken >= seq then return 0 end
redis.call('HSET', p .. 'seq', id, ARGV[2])
local k = p .. 'key:' .. ARGV[4] .. ':' .. ARGV[5]
if (redis.call('HGET', k, 'base') or '') ~= ARGV[6] then return 1 end
for i = 8, #ARGV, 2 do
  local owner = string.match(ARGV[i], '^(.*)%.')
  if redis.call('HGET', k, ARGV[i]) ~= ARGV[i + 1] then return 1 end
  if owner ~= id and not redis.call('ZSCORE', p .. 'ended', owner) then return 1 end
end
redis.call('HSET', k, 'base', ARGV[7])
for i = 8, #ARGV, 2 do redis.call('HDEL', k, ARGV[i]) end
return 1
