-- KEYS: prefix. ARGV: id seq acked table expire lapse cursor limit version last {key birth record}*
-- Takes nothing and answers {-1} to a process that was ended, {-2} to a question that came late, {-3} when the question
-- confirmed last (acked) is not known any more; else answers
-- {seq, now, version, {ended}, {lapsed}, {{cursor, key, life, {field, record...}}...}}.
local p, id, seq, tab = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[4]
local function text(n) return string.format('%.0f', n) end
local time = redis.call('TIME')
local us = time[1] * 1000000 + time[2]
local ms = math.floor(us / 1000)

if redis.call('ZSCORE', p .. 'ended', id) then return {-1} end
local before = tonumber(redis.call('HGET', p .. 'seq', id) or 0)
if before >= seq then return {-2} end
if before < tonumber(ARGV[3]) then return {-3} end
redis.call('HSET', p .. 'seq', id, ARGV[2])
redis.call('ZADD', p .. 'alive', text(ms), id)

local day = 86400000
local over = redis.call('ZRANGEBYSCORE', p .. 'alive', '-inf', text(ms - day), 'LIMIT', 0, 100)
if ARGV[10] == '1' then over[#over + 1] = id end
for _, o in ipairs(over) do
  redis.call('ZADD', p .. 'ended', text(ms), o)
  redis.call('ZREM', p .. 'alive', o)
  redis.call('HDEL', p .. 'seq', o)
end
if #over > 0 then
  redis.call('ZREMRANGEBYSCORE', p .. 'ended', '-inf', text(ms - 30 * day))
  redis.call('SET', p .. 'version', text(us))
end

local changes, expire = p .. 'changes:' .. tab, tonumber(ARGV[5])
if #ARGV > 10 then
  local n = math.max(us, tonumber(redis.call('GET', p .. 'clock') or 0))
  for i = 11, #ARGV, 3 do
    local k = p .. 'key:' .. tab .. ':' .. ARGV[i]
    n = n + 1
    redis.call('HSET', k, id .. '.' .. ARGV[i + 1], ARGV[i + 2])
    redis.call('PEXPIRE', k, text(expire))
    redis.call('ZADD', changes, text(n), ARGV[i])
  end
  redis.call('SET', p .. 'clock', text(n))
  redis.call('ZREMRANGEBYSCORE', changes, '-inf', text(us - (expire + 60000) * 1000))
end

local out = {}
local found = redis.call('ZRANGEBYSCORE', changes, '(' .. ARGV[7], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[8])
for i = 1, #found, 2 do
  local k = p .. 'key:' .. tab .. ':' .. found[i]
  local life = redis.call('PTTL', k)
  if life > 0 then
    out[#out + 1] = {text(found[i + 1]), found[i], life, redis.call('HGETALL', k)}
  else
    redis.call('ZREM', changes, found[i])
    out[#out + 1] = {text(found[i + 1]), found[i], 0, {}}
  end
end
local version, ended = redis.call('GET', p .. 'version') or '', {}
if version ~= ARGV[9] then ended = redis.call('ZRANGE', p .. 'ended', 0, -1) end
local lapsed = redis.call('ZRANGEBYSCORE', p .. 'alive', '-inf', text(ms - tonumber(ARGV[6])))
return {seq, ms, version, ended, lapsed, out}
