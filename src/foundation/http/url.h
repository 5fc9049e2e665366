#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yici::http {

/// The parts of "https://host:port/path?query".
struct Url {
    bool tls = false;
    std::string host;  // without the brackets of an IPv6 address
    uint16_t port = 80;
    std::string target;  // path and query, "/" at least
    std::string authority;

    /// http.bad_url when it is another scheme, has user information or a fragment, or holds what is no URL character.
    static Url parse(std::string_view text);
};

}  // namespace yici::http
