#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yici {

using Bytes = std::vector<uint8_t>;
using BytesView = std::span<const uint8_t>;

[[nodiscard]] BytesView as_bytes(std::string_view text);
[[nodiscard]] std::string_view as_text(BytesView bytes);

/// Lower-case hex.
[[nodiscard]] std::string to_hex(BytesView bytes);
/// Takes either case; an odd length or another character is none.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);
/// RFC 4648 base64 with padding.
[[nodiscard]] std::string to_base64(BytesView bytes);
/// Strict: padding must be there and canonical, no white space.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

/// White space of ASCII at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
/// Every part, empty ones too: split("a,,b", ',') is a, "", b.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);
/// ASCII letters alone.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
/// Decimal digits alone, no sign; overflow is none.
[[nodiscard]] std::optional<int64_t> parse_integer(std::string_view text);

/// Well-formed UTF-8 by RFC 3629: no overlong forms, no surrogates.
[[nodiscard]] bool is_utf8(std::string_view text);
/// Where the first byte lies that is_utf8() minds; none when all is well.
[[nodiscard]] std::optional<size_t> utf8_fault(std::string_view text);
/// Code points of well-formed UTF-8.
[[nodiscard]] std::u32string to_code_points(std::string_view utf8);
[[nodiscard]] std::string to_utf8(std::u32string_view code_points);

/// RFC 3986: everything but letters, digits and -._~ as %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// Appends a JSON string literal with its quotes; `text` is UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace yici
