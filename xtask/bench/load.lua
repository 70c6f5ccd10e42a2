-- wrk's part of the benchmark: sends the requests of a file in turn, each as its bytes are, and prints one line of
-- JSON. The file's requests are separated by a zero byte.
local texts, at = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for text in file:read("*a"):gmatch("[^%z]+") do
    texts[#texts + 1] = text
  end
  file:close()
  -- Two runs do not begin with the same request.
  at = tonumber(args[2]) or 0
end

function request()
  at = at % #texts + 1
  return texts[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d,"cpu":%.4f}\n',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), os.clock()))
end
