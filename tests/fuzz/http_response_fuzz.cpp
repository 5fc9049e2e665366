#include "foundation/http/response_parser.h"
#include "fuzz/fuzz.h"

namespace {

using yici::fuzz::require;
using yici::http::Method;
using yici::http::ResponseParser;

constexpr size_t kBodyLimit = 512;

/// The answer in a stream that comes in pieces, as one text; empty when there is no whole one.
std::string told(std::string_view stream, size_t piece, Method asked) {
    ResponseParser parser(asked, kBodyLimit);
    std::string waiting;
    auto step = ResponseParser::Step::more;
    while (step == ResponseParser::Step::more && !stream.empty()) {
        waiting += stream.substr(0, piece);
        stream.remove_prefix(std::min(piece, stream.size()));
        size_t used = 0;
        step = parser.feed(waiting, used);
        require(used <= waiting.size());
        waiting.erase(0, used);
    }
    if (step == ResponseParser::Step::more) step = parser.end();
    if (step != ResponseParser::Step::complete) return {};
    const auto& response = parser.response();
    require(response.body.size() <= kBodyLimit && response.status >= 200 && response.status <= 999);
    std::string said = std::to_string(response.status) + "\n";
    for (const auto& [name, value] : response.headers.all()) {
        require(value.find_first_of("\r\n") == std::string::npos);
        said.append(name).append("=").append(value).append("\n");
    }
    return said + response.body;
}

}  // namespace

/// The first byte says how the rest is cut and what was asked: an answer does not depend on how it was cut.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    const std::string_view stream = yici::fuzz::text_of(data + 1, size - 1);
    const Method asked = data[0] >= 128 ? Method::head : Method::get;
    const std::string whole = told(stream, stream.size(), asked);
    const std::string cut = told(stream, 1 + data[0] % 32, asked);
    if (!whole.empty() && !cut.empty()) require(whole == cut);
    return 0;
}
