-- wrk -s bench/calls.lua URL -- FILE: sends the presigned requests of bench/calls_node one after the other.
local requests, next_one = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local time, signature, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    requests[#requests + 1] = wrk.format("POST", "/api/v1/calls", {
      ["Content-Type"] = "application/json", ["Yici-Application"] = "bench",
      ["Yici-Time"] = time, ["Yici-Signature"] = signature }, body)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end
