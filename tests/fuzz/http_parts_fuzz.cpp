#include "engines/exchange/url.h"
#include "foundation/base/text.h"
#include "foundation/http/message.h"
#include "foundation/http/path.h"
#include "foundation/http/url.h"
#include "fuzz/fuzz.h"

namespace {

using namespace yici;
using fuzz::require;

void check_path(std::string_view text) {
    const auto path = http::normalised_path(text);
    if (!path) return;
    require(path->starts_with('/') && is_utf8(*path));
    for (const char* never : {"//", "/./", "/../", ";", "\\"}) require(path->find(never) == std::string::npos);
    require(!path->ends_with("/.") && !path->ends_with("/.."));
    for (const char c : *path) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

void check_percent(std::string_view text) {
    for (const bool plus : {false, true}) {
        const auto decoded = http::percent_decoded(text, plus);
        if (decoded) require(http::percent_decoded(exchange::percent_encode(*decoded), plus) == decoded);
    }
}

void check_parameters(std::string_view text) {
    fuzz::passes([&] {
        const auto parameters = http::Parameters::parse(text);
        for (const char* name : {"a", "page", "q", ""}) {
            if (const auto value = parameters.find(name)) require(is_utf8(*value));
            (void)parameters.text_or(name, "");
            fuzz::passes([&] {
                const int64_t number = parameters.integer_or(name, 1, 1, 100);
                require(number >= 1 && number <= 100);
            });
        }
    });
}

}  // namespace

/// Paths, queries, cookies and addresses: what is accepted cannot be read in another way behind us.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    check_path(text);
    check_percent(text);
    check_parameters(text);
    http::Request request;
    request.headers.add("Cookie", std::string(text));
    if (const auto value = request.cookie("a")) require(value->find(';') == std::string_view::npos);
    fuzz::passes([&] {
        const auto url = http::Url::parse(text);
        require(!url.host.empty() && url.target.starts_with('/'));
        require(url.target.find_first_of(" \r\n#") == std::string::npos);
        require(url.authority.find_first_of("@/ \r\n") == std::string::npos);
    });
    return 0;
}
