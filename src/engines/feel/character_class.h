#pragma once

#include <unicode/uniset.h>

#include <optional>
#include <string>
#include <string_view>

namespace yici::feel {

/// The characters of an escape of one letter (\d \s \w \i \c and their capitals); none for other letters.
[[nodiscard]] std::optional<icu::UnicodeSet> escape_class(char32_t letter);
/// \p{name}: a general category or a block ("IsBasicLatin"); none when there is no such thing.
[[nodiscard]] std::optional<icu::UnicodeSet> property_class(std::string_view name);
/// What \n \r \t \\ \. and the other escapes of one character stand for.
[[nodiscard]] std::optional<char32_t> escaped_character(char32_t letter);
/// "[\x{41}-\x{5A}]", which RE2 and ICU read alike.
[[nodiscard]] std::string class_text(const icu::UnicodeSet& set);

}  // namespace yici::feel
