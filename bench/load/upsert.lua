-- wrk script: sends single upserts. Half of them create a customer, half rename one.
-- Environment: KEY is the API key, PREFIX the beginning of every external id. IDEMPOTENT=1 sends Idempotency-Keys.
local key = os.getenv("KEY") or "none"
local idempotent = os.getenv("IDEMPOTENT") == "1"
local prefix = os.getenv("PREFIX") or "a"
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local sent, made = 0, 0

function init()
  math.randomseed(number + 1)
  headers = { ["x-api-key"] = key, ["content-type"] = "application/json" }
end

function request()
  sent = sent + 1
  local id
  if made == 0 or sent % 2 == 0 then
    made = made + 1
    id = made
  else
    id = math.random(made)
  end
  local name = string.format("%s%d-%d", prefix, number, id)
  if idempotent then headers["idempotency-key"] = string.format("%s-%d-%d", prefix, number, sent) end
  local body = string.format(
    '{"email":"person.%s@example.com","name":"Ingrid Solberg %d","phone":"+47 912 34 567","city":"Oslo","country":"NO","metadata":{"plan":"gold"}}',
    name, sent)
  return wrk.format("PUT", "/v2/customers/external/practicehub/PAT-" .. name, headers, body)
end

function done(summary, latency)
  io.write(string.format('RESULT {"requests":%d,"microseconds":%d,"errors":%d,"p50":%d,"p99":%d,"p999":%d}\n',
    summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
