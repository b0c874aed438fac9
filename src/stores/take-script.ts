/**
 * Takes from a limit inside Redis, in one step and by its clock. It is `takeFrom` of limit-state.ts, line by line; a test
 * gives both the same, and expects the same.
 *
 * KEYS: the limit's. ARGV: kind, limit, windowMs, cost. It gives isAllowed (1 or 0), remaining, nextMs, resetMs,
 * and retryAfterMs, which is -1 where it never can be allowed. Kept is the text `atMs:earlier:later`; what is anything else counts as none.
 */
export const takeScript = `
local time = redis.call("TIME")
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local isWindow = ARGV[1] == "sliding-window"
local limit, window, cost = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local at, earlier, later
local kept = redis.pcall("GET", KEYS[1])
if type(kept) == "string" and #kept <= 60 then
  local a, e, l = string.match(kept, "^(%d+):(%d+):(%d+)$")
  if a and tonumber(a) - now <= window then
    local most = isWindow and limit or limit * window
    at, earlier, later = tonumber(a), math.min(tonumber(e), most), math.min(tonumber(l), most)
  end
end

if isWindow then
  local start = now - now % window
  if not at or at < start - window then at, earlier, later = start, 0, 0
  elseif at < start then at, earlier, later = start, later, 0 end
elseif not at then at, earlier, later = now, 0, 0
else
  later = math.max(later - math.min(math.max(now - at, 0), window) * limit, 0)
  at, earlier = math.max(now, at), 0
end

local function remaining()
  if not isWindow then return math.max(math.floor((limit * window - later) / window), 0) end
  local left = window - math.max(now - at, 0)
  local weighed = math.floor((2 * earlier * left + window - 1) / (2 * window))
  return math.max(limit - later - weighed, 0)
end
local function fall(taken, most)
  return window - math.min(math.floor((2 * most + 1) * window / (2 * taken)), window)
end
local function wait(amount)
  if amount > limit then return -1 end
  local ahead = at - now
  if not isWindow then return ahead + math.ceil((later - (limit - amount) * window) / limit) end
  local room = limit - amount - later
  if room >= 0 then return ahead + fall(earlier, room) end
  return ahead + window + fall(later, limit - amount)
end

local isAllowed = cost <= remaining()
if isAllowed then later = later + (isWindow and cost or cost * window) end
local rest = remaining()
local next, reset = 0, 0
if rest < limit then next, reset = wait(rest + 1), wait(limit) end
local retry = isAllowed and 0 or wait(cost)

if isAllowed and cost > 0 then
  redis.call("SET", KEYS[1], string.format("%.0f:%.0f:%.0f", at, earlier, later), "PX", string.format("%.0f", reset))
end
return { isAllowed and 1 or 0, rest, next, reset, retry }
`;
