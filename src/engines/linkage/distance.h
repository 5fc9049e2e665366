#pragma once

#include <string_view>

namespace yici::linkage {

/// Distances over code units: of bytes for ASCII, else of code points (`std::u32string_view`).

/// Levenshtein, bit-parallel for up to 64 units (Myers 1999, Hyyro 2003).
[[nodiscard]] int levenshtein(std::string_view a, std::string_view b);
[[nodiscard]] int levenshtein(std::u32string_view a, std::u32string_view b);

/// Optimal string alignment: Levenshtein with swapped neighbours as one edit.
[[nodiscard]] int damerau(std::string_view a, std::string_view b);
[[nodiscard]] int damerau(std::u32string_view a, std::u32string_view b);

/// 0 to 1; the prefix counts 0.1 a unit, up to four, once Jaro exceeds 0.7 (Winkler 1990). Two empty texts are 1.
[[nodiscard]] double jaro_winkler(std::string_view a, std::string_view b);
[[nodiscard]] double jaro_winkler(std::u32string_view a, std::u32string_view b);

}  // namespace yici::linkage
