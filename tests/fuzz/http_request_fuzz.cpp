#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "foundation/http/path.h"
#include "foundation/http/request_parser.h"

namespace {

using yici::http::RequestParser;

constexpr size_t kHeaderLimit = 4096;
constexpr size_t kBodyLimit = 512;

/// All that a parser says about a stream, in one text: it must not depend on how the stream was cut.
std::string told(std::string_view stream, size_t piece) {
    RequestParser parser(kHeaderLimit);
    std::string said;
    std::string waiting;
    while (true) {
        size_t used = 0;
        const auto step = parser.feed(waiting, used);
        if (used > waiting.size()) std::abort();
        waiting.erase(0, used);
        if (step == RequestParser::Step::failed) return said + "failed " + std::to_string(parser.fault().status);
        if (step == RequestParser::Step::header_done) {
            parser.allow_body(kBodyLimit);
            continue;
        }
        if (step == RequestParser::Step::complete) {
            const yici::http::Request request = parser.take();
            if (request.body.size() > kBodyLimit || !request.path.starts_with('/')) std::abort();
            if (request.path.find("/../") != std::string::npos || request.path.find("//") != std::string::npos ||
                request.path.find_first_of(std::string_view("\0\\;", 3)) != std::string::npos) {
                std::abort();
            }
            said += std::to_string(static_cast<int>(request.method)) + " " + request.path + "?" + request.query + "\n";
            for (const auto& [name, value] : request.headers.all()) {
                if (value.find_first_of("\r\n") != std::string::npos) std::abort();
                said.append(name).append("=").append(value).append("\n");
            }
            said += request.body + "\n";
            continue;
        }
        if (stream.empty()) return said + "more";
        waiting += stream.substr(0, piece);
        stream.remove_prefix(std::min(piece, stream.size()));
    }
}

}  // namespace

/// The first byte says how the rest is cut into pieces. Where a limit is met, pieces may end in another refusal, but a
/// request must never be accepted in one cut and read differently in another.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::string whole = told(stream, stream.size());
    const std::string cut = told(stream, 1 + data[0] % 32);
    const auto requests = [](const std::string& said) { return said.substr(0, said.rfind('\n') + 1); };
    if (requests(whole) != requests(cut)) std::abort();
    return 0;
}
