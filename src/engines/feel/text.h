#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yici::feel {

/// The code point at `at`, which is moved behind it; U+FFFD for a broken sequence, of which one byte is taken.
[[nodiscard]] char32_t next_code_point(std::string_view text, size_t& at);
void append_code_point(std::string& text, char32_t code_point);
[[nodiscard]] size_t code_points(std::string_view text);
/// The byte at which the code point with that index begins; the size of the text behind its end.
[[nodiscard]] size_t byte_of(std::string_view text, size_t index);

/// DMN 1.5 §10.3.1.2, grammar rules 27–29, widened to all letters and symbols of Unicode.
[[nodiscard]] bool is_name_start(char32_t c);
[[nodiscard]] bool is_name_part(char32_t c);
/// Rule 30: ". / - ’ + *"
[[nodiscard]] bool is_name_symbol(char32_t c);
[[nodiscard]] bool is_white(char32_t c);
/// A name that can stand without quotes: parts between single blanks.
[[nodiscard]] bool is_name(std::string_view text);

}  // namespace yici::feel
