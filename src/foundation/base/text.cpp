#include "foundation/base/text.h"

#include <emmintrin.h>
#include <cstring>

#include <array>
#include <bit>
#include <cctype>
#include <charconv>

namespace yici {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr std::array<int8_t, 256> base64_values() {
    std::array<int8_t, 256> values{};
    values.fill(-1);
    for (size_t i = 0; i < kBase64Digits.size(); ++i) {
        values[static_cast<unsigned char>(kBase64Digits[i])] = static_cast<int8_t>(i);
    }
    return values;
}

/// Two digits for each twelve bits: half the steps of one by one.
constexpr std::array<std::array<char, 2>, 4096> base64_pairs() {
    std::array<std::array<char, 2>, 4096> pairs{};
    for (size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kBase64Digits[i >> 6], kBase64Digits[i & 63]};
    return pairs;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// The length of the well-formed sequence at `at`, 0 when there is none.
size_t utf8_length(std::string_view text, size_t at) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](size_t i, unsigned low, unsigned high) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(at);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(at + 1, 0x80, 0xBF) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return continues(at + 1, low, high) && continues(at + 2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return continues(at + 1, low, high) && continues(at + 2, 0x80, 0xBF) && continues(at + 3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

}  // namespace

BytesView as_bytes(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string_view as_text(BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(BytesView bytes) {
    std::string text(bytes.size() * 2, '\0');
    char* out = text.data();
    for (const uint8_t byte : bytes) {
        *out++ = kHexDigits[byte >> 4];
        *out++ = kHexDigits[byte & 15];
    }
    return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes.push_back(static_cast<uint8_t>(high * 16 + low));
    }
    return bytes;
}

std::string to_base64(BytesView bytes) {
    static constexpr auto kPairs = base64_pairs();
    std::string text((bytes.size() + 2) / 3 * 4, '\0');
    char* out = text.data();
    size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3, out += 4) {
        const uint32_t group =
            static_cast<uint32_t>(bytes[i]) << 16 | static_cast<uint32_t>(bytes[i + 1]) << 8 | bytes[i + 2];
        std::memcpy(out, kPairs[group >> 12].data(), 2);
        std::memcpy(out + 2, kPairs[group & 4095].data(), 2);
    }
    for (; i < bytes.size(); i += 3) {
        const size_t count = std::min<size_t>(3, bytes.size() - i);
        uint32_t group = static_cast<uint32_t>(bytes[i]) << 16;
        if (count > 1) group |= static_cast<uint32_t>(bytes[i + 1]) << 8;
        if (count > 2) group |= bytes[i + 2];
        *out++ = kBase64Digits[group >> 18];
        *out++ = kBase64Digits[group >> 12 & 63];
        *out++ = count > 1 ? kBase64Digits[group >> 6 & 63] : '=';
        *out++ = count > 2 ? kBase64Digits[group & 63] : '=';
    }
    return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
    static constexpr auto kValues = base64_values();
    if (text.size() % 4 != 0) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (size_t i = 0; i < text.size(); i += 4) {
        const bool last = i + 4 == text.size();
        const size_t padding = last ? (text[i + 3] == '=') + (text[i + 3] == '=' && text[i + 2] == '=') : 0;
        uint32_t group = 0;
        for (size_t j = 0; j < 4; ++j) {
            const int value = j < 4 - padding ? kValues[static_cast<unsigned char>(text[i + j])] : 0;
            if (value < 0) return std::nullopt;
            group = group << 6 | static_cast<uint32_t>(value);
        }
        if ((padding == 1 && (group & 0xFF) != 0) || (padding == 2 && (group & 0xFFFF) != 0)) return std::nullopt;
        bytes.push_back(static_cast<uint8_t>(group >> 16));
        if (padding < 2) bytes.push_back(static_cast<uint8_t>(group >> 8));
        if (padding < 1) bytes.push_back(static_cast<uint8_t>(group));
    }
    return bytes;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    size_t start = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        if (i == text.size() || text[i] == separator) {
            parts.push_back(text.substr(start, i - start));
            start = i + 1;
        }
    }
    return parts;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string text;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += separator;
        text += parts[i];
    }
    return text;
}

std::string to_lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = lower(c);
    return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

std::optional<int64_t> parse_integer(std::string_view text) {
    if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<size_t> utf8_fault(std::string_view text) {
    const char* const bytes = text.data();
    const auto continues = [&](size_t i) { return (static_cast<unsigned char>(bytes[i]) & 0xC0U) == 0x80U; };
    size_t at = 0;
    while (at < text.size()) {
        if (at + 8 <= text.size()) {
            uint64_t eight = 0;
            std::memcpy(&eight, bytes + at, 8);
            eight &= 0x8080808080808080U;
            if (eight == 0) {
                at += 8;
                continue;
            }
            if constexpr (std::endian::native == std::endian::little)
                at += static_cast<size_t>(std::countr_zero(eight)) / 8;
            // Most of Chinese: three bytes, whose first excludes overlong forms and surrogates.
            const auto first = static_cast<unsigned char>(bytes[at]);
            if (first > 0xE0 && first < 0xED && at + 3 <= text.size() && continues(at + 1) && continues(at + 2)) {
                at += 3;
                continue;
            }
        }
        const size_t length = utf8_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::nullopt;
}

bool is_utf8(std::string_view text) {
    return !utf8_fault(text);
}

std::u32string to_code_points(std::string_view utf8) {
    std::u32string points;
    for (size_t at = 0; at < utf8.size();) {
        const size_t length = utf8_length(utf8, at);
        if (length == 0) {
            points += U'\uFFFD';
            ++at;
            continue;
        }
        const auto first = static_cast<unsigned char>(utf8[at]);
        char32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
        for (size_t i = 1; i < length; ++i) point = point << 6 | (static_cast<unsigned char>(utf8[at + i]) & 0x3F);
        points += point;
        at += length;
    }
    return points;
}

std::string to_utf8(std::u32string_view code_points) {
    std::string text;
    for (const char32_t point : code_points) {
        if (point < 0x80) {
            text += static_cast<char>(point);
        } else if (point < 0x800) {
            text += static_cast<char>(0xC0 | point >> 6);
            text += static_cast<char>(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            text += static_cast<char>(0xE0 | point >> 12);
            text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
            text += static_cast<char>(0x80 | (point & 0x3F));
        } else {
            text += static_cast<char>(0xF0 | point >> 18);
            text += static_cast<char>(0x80 | (point >> 12 & 0x3F));
            text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
            text += static_cast<char>(0x80 | (point & 0x3F));
        }
    }
    return text;
}

std::string percent_encode(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += static_cast<char>(std::toupper(kHexDigits[static_cast<unsigned char>(c) >> 4]));
            encoded += static_cast<char>(std::toupper(kHexDigits[static_cast<unsigned char>(c) & 15]));
        }
    }
    return encoded;
}

namespace {

/// Where the next character stands that JSON wants escaped, from `at` on; the text's size when there is none.
size_t next_special(std::string_view text, size_t at) {
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i last_control = _mm_set1_epi8(0x1f);
    for (; at + 16 <= text.size(); at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        const __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
        const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, marks)));
        if (found != 0) return at + static_cast<size_t>(std::countr_zero(found));
    }
    for (; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c < 0x20 || c == '"' || c == '\\') break;
    }
    return at;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    size_t plain = 0;
    for (size_t i = next_special(text, 0); i < text.size(); i = next_special(text, i + 1)) {
        const auto c = static_cast<unsigned char>(text[i]);
        out.append(text, plain, i - plain);
        plain = i + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out += kHexDigits[c >> 4];
                out += kHexDigits[c & 15];
        }
    }
    out.append(text, plain, text.size() - plain);
    out += '"';
}

}  // namespace yici
