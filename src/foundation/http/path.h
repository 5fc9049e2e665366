#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yici::http {

/// Undoes %XX once; with `plus_is_space`, as HTML forms write it. None when a % is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// The path of a request target (RFC 9112 origin-form), decoded once. None when a decoder behind us could read it in
/// another way: "." or ".." segments, "//", ";", a backslash, an encoded "/", control characters, or bad UTF-8.
[[nodiscard]] std::optional<std::string> normalised_path(std::string_view target_path);

}  // namespace yici::http
