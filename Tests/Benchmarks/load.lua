-- A script for wrk. It requests each path of a file in turn, again and again, and prints the result as one line of JSON.
--
--   wrk -s load.lua URL -- PATHS [BODY]
--
-- PATHS is a file with one path on each line. BODY is a file with JSON; with BODY, each request posts it.

local requests, sent = {}, 0

function init(arguments)
  if arguments[2] then
    wrk.method = "POST"
    wrk.body = assert(io.open(arguments[2], "rb")):read("*a")
    wrk.headers["Content-Type"] = "application/json"
  end
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format(nil, path)
  end
end

function request()
  sent = sent % #requests + 1
  return requests[sent]
end

function done(summary, latency)
  local errors = summary.errors
  -- `status` counts the responses with a status of 400 or more.
  print(string.format(
    '{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "failures": %d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
