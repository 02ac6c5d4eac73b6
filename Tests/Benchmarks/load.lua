-- A script for wrk. It requests each path of a file in turn, again and again, and prints the result as one line of JSON.
--
--   wrk -s load.lua URL -- PATHS [METHOD BODY]
--
-- PATHS is a file with one path on each line. BODY is a file with JSON, which each request sends. PUT sends it with a number, so
-- that each request changes its note, and with the entity tag of the note's last response in If-Match.

local requests, sent = {}, 0

-- A queue of the paths of the notes that have no request at the moment, from `first` to `last`, and the last entity tags.
local idle, first, last, tags = {}, 1, 0, {}

local function add(path)
  last = last + 1
  idle[last] = path
end

local function put(body)
  local path = idle[first]
  idle[first] = nil
  first = first + 1
  sent = sent + 1
  local fields = {["Content-Type"] = "application/json", ["If-Match"] = tags[path]}
  return wrk.format("PUT", path, fields, (body:gsub("NUMBER", sent)))
end

local function keepTag(_, fields, body)
  local path = "/api/notes/" .. (body:match('"id":%s*(%d+)') or "")
  tags[path] = fields["ETag"]
  add(path)
end

function init(arguments)
  local body
  if arguments[2] then
    wrk.method = arguments[2]
    body = assert(io.open(arguments[3], "rb")):read("*a")
    wrk.body = body
    wrk.headers["Content-Type"] = "application/json"
  end
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format(nil, path)
    add(path)
  end
  if wrk.method == "PUT" then
    request = function() return put(body) end
    -- wrk parses responses only for a script with this function.
    response = keepTag
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
