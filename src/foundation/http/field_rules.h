#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <array>
#include <string_view>

namespace yici::http {

/// tchar of RFC 9110 §5.6.2.
inline constexpr auto kTokenCharacters = [] {
    std::array<bool, 256> table{};
    for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
    return table;
}();
[[nodiscard]] constexpr bool is_token_character(char c) {
    return kTokenCharacters[static_cast<unsigned char>(c)];
}

[[nodiscard]] constexpr bool is_token(std::string_view text) {
    for (const char c : text) {
        if (!is_token_character(c)) return false;
    }
    return !text.empty();
}

/// Visible characters, space, tab, and bytes above ASCII (RFC 9110 §5.5).
[[nodiscard]] inline bool is_field_value(std::string_view text) {
    size_t at = 0;
#if defined(__SSE2__)
    for (; at + 16 <= text.size(); at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
        const __m128i control = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')), low);
        const __m128i bad = _mm_or_si128(control, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
        if (_mm_movemask_epi8(bad) != 0) return false;
    }
#endif
    for (; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return false;
    }
    return true;
}

/// "name: value" without its CRLF: no space before the colon, no folding.
[[nodiscard]] inline bool is_field_line(std::string_view line) {
    const size_t colon = line.find(':');
    return colon != std::string_view::npos && is_token(line.substr(0, colon)) && is_field_value(line.substr(colon + 1));
}

}  // namespace yici::http
