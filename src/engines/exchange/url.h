#pragma once

#include <string>
#include <string_view>

namespace yici::exchange {

/// Everything but RFC 3986 unreserved characters as %XX, for one segment or one value.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace yici::exchange
