#include "engines/feel/character_class.h"

#include <cstdio>

namespace yici::feel {

namespace {

icu::UnicodeSet of_pattern(const char* pattern) {
    UErrorCode status = U_ZERO_ERROR;
    return {icu::UnicodeString::fromUTF8(pattern), status};
}

// XML 1.0, fifth edition, §2.3.
constexpr const char* kNameStart =
    "[A-Z_a-z:\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-"
    "\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF]";
constexpr const char* kNameFurther = "[\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040]";

struct Escapes {
    icu::UnicodeSet digit = of_pattern("[:Nd:]");
    icu::UnicodeSet space = of_pattern("[\\u0020\\t\\n\\r]");
    icu::UnicodeSet word = of_pattern("[^[:P:][:Z:][:C:]]");
    icu::UnicodeSet name_start = of_pattern(kNameStart);
    icu::UnicodeSet name = of_pattern(kNameStart).addAll(of_pattern(kNameFurther));
};

}  // namespace

std::optional<icu::UnicodeSet> escape_class(char32_t letter) {
    static const Escapes escapes;
    icu::UnicodeSet set;
    switch (letter | 0x20) {
        case 'd':
            set = escapes.digit;
            break;
        case 's':
            set = escapes.space;
            break;
        case 'w':
            set = escapes.word;
            break;
        case 'i':
            set = escapes.name_start;
            break;
        case 'c':
            set = escapes.name;
            break;
        default:
            return std::nullopt;
    }
    if (letter < 'a') set.complement();
    return set;
}

std::optional<icu::UnicodeSet> property_class(std::string_view name) {
    const bool block = name.starts_with("Is");
    const std::string value(block ? name.substr(2) : name);
    constexpr size_t kLongestCategory = 2;
    if (value.empty() || (!block && value.size() > kLongestCategory)) return std::nullopt;
    icu::UnicodeSet set;
    UErrorCode status = U_ZERO_ERROR;
    set.applyPropertyAlias(block ? "Block" : "General_Category", icu::UnicodeString::fromUTF8(value), status);
    return U_FAILURE(status) ? std::nullopt : std::optional(set);
}

std::optional<char32_t> escaped_character(char32_t letter) {
    if (letter == 'n') return '\n';
    if (letter == 'r') return '\r';
    if (letter == 't') return '\t';
    if (letter < 0x80 && std::string_view("\\|.?*+(){}-[]^$").find(static_cast<char>(letter)) != std::string_view::npos)
        return letter;
    return std::nullopt;
}

std::string class_text(const icu::UnicodeSet& set) {
    std::string text = "[";
    const auto range = [&](UChar32 from, UChar32 to) {
        if (from > to) return;
        char buffer[32];
        const int length = std::snprintf(buffer, sizeof buffer, "\\x{%X}-\\x{%X}", static_cast<unsigned>(from),
                                         static_cast<unsigned>(to));
        text.append(buffer, static_cast<size_t>(length));
    };
    constexpr UChar32 kFirstSurrogate = 0xD800;
    constexpr UChar32 kLastSurrogate = 0xDFFF;
    for (int32_t i = 0; i < set.getRangeCount(); ++i) {
        const UChar32 from = set.getRangeStart(i);
        const UChar32 to = set.getRangeEnd(i);
        if (to < kFirstSurrogate || from > kLastSurrogate) {
            range(from, to);
        } else {  // no text holds a surrogate
            range(from, kFirstSurrogate - 1);
            range(kLastSurrogate + 1, to);
        }
    }
    return text.size() == 1 ? "[^\\x{0}-\\x{10FFFF}]" : text + "]";
}

}  // namespace yici::feel
