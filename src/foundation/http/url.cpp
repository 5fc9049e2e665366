#include "foundation/http/url.h"

#include <algorithm>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::http {

Url Url::parse(std::string_view text) {
    const auto refuse = [] { return Error(ErrorKind::invalid_input, "http.bad_url"); };
    Url url;
    if (text.starts_with("https://")) {
        url.tls = true;
        url.port = 443;
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
    } else {
        throw refuse();
    }
    const auto odd = [](char c) { return c <= 0x20 || c >= 0x7f || c == '#' || c == '\\'; };
    if (std::any_of(text.begin(), text.end(), odd)) throw refuse();
    const size_t end = std::min(text.find_first_of("/?"), text.size());
    url.authority = text.substr(0, end);
    url.target = text.substr(end);
    if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');

    std::string_view authority = url.authority;
    if (authority.find('@') != std::string_view::npos) throw refuse();
    if (authority.starts_with('[')) {
        const size_t close = authority.find(']');
        if (close == std::string_view::npos) throw refuse();
        url.host = authority.substr(1, close - 1);
        authority.remove_prefix(close + 1);
    } else {
        const size_t colon = std::min(authority.find(':'), authority.size());
        url.host = authority.substr(0, colon);
        authority.remove_prefix(colon);
    }
    if (url.host.empty()) throw refuse();
    if (!authority.empty()) {
        const auto port = parse_integer(authority.substr(1));
        if (authority[0] != ':' || !port || *port < 1 || *port > 65535) throw refuse();
        url.port = static_cast<uint16_t>(*port);
    }
    return url;
}

}  // namespace yici::http
