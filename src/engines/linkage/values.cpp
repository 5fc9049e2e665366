#include "engines/linkage/values.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <optional>

#include "foundation/base/text.h"

namespace yici::linkage {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_high(char c) {
    return static_cast<uint8_t>(c) >= 0x80;
}

/// NFKC and case folded; marks are taken from Latin letters.
std::string folded(std::string_view value) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const auto* apart = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status) != 0) return std::string(value);
    const auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(value.data(), static_cast<int32_t>(value.size())));
    const icu::UnicodeString taken = apart->normalize(fold->normalize(text, status), status);
    icu::UnicodeString kept;
    bool latin = false;
    for (int32_t i = 0; i < taken.length(); i = taken.moveIndex32(i, 1)) {
        const UChar32 c = taken.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK && latin) continue;
        if (u_charType(c) != U_NON_SPACING_MARK) latin = c < 0x250;
        kept.append(c);
    }
    const auto* together = icu::Normalizer2::getNFCInstance(status);
    std::string out;
    together->normalize(kept, status).toUTF8String(out);
    return out;
}

/// Letters, digits and what is not ASCII; runs of anything else become `between`, none at the ends.
std::string words(std::string_view value, std::string_view between) {
    std::string out;
    bool open = false;
    for (const char c : value) {
        if (is_letter(c) || is_digit(c) || is_high(c)) {
            if (open && !out.empty()) out += between;
            open = false;
            out += c;
        } else if (c != '\'') {
            open = true;
        }
    }
    return out;
}

bool is_placeholder(std::string_view value) {
    static constexpr std::array<std::string_view, 14> kNone = {"null", "none", "n/a", "na",   "nan",  "unknown", "-",
                                                               "--",   "/",    "无",  "不详", "未知", "暂无",    "\\n"};
    return std::ranges::find(kNone, value) != kNone.end();
}

std::optional<std::string> digits_of(int year, int month, int day) {
    static constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1000 || year > 2999 || month < 1 || month > 12 || day < 1 || day > kDays[static_cast<size_t>(month) - 1])
        return std::nullopt;
    std::string out = std::to_string(year * 10000 + month * 100 + day);
    return out;
}

}  // namespace

bool is_ascii(std::string_view text) {
    return std::ranges::none_of(text, is_high);
}

bool has_han(std::string_view utf8) {
    if (is_ascii(utf8) || !is_utf8(utf8)) return false;
    return std::ranges::any_of(to_code_points(utf8), [](char32_t c) {
        return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x323AF);
    });
}

std::string date_digits(std::string_view value) {
    std::vector<std::string> parts(1);
    value = trim(value);
    for (size_t i = 0; i < value.size() && parts.size() <= 3; ++i) {
        if (is_digit(value[i])) {
            parts.back() += value[i];
        } else if (!parts.back().empty()) {
            if (value[i] == 'T' || (value[i] == ' ' && parts.size() == 3)) break;  // a time follows
            parts.emplace_back();
        }
    }
    while (!parts.empty() && parts.back().empty()) parts.pop_back();
    const auto number = [&](size_t i) { return static_cast<int>(parse_integer(parts[i]).value_or(-1)); };
    std::optional<std::string> found;
    if (parts.size() == 1 && parts[0].size() == 8) {
        const int whole = number(0);
        found = digits_of(whole / 10000, whole / 100 % 100, whole % 100);
        if (!found) found = digits_of(whole % 10000, whole / 10000 % 100, whole / 1000000);
    } else if (parts.size() == 3 && parts[0].size() == 4) {
        found = digits_of(number(0), number(1), number(2));
    } else if (parts.size() == 3 && parts[2].size() == 4) {
        found = digits_of(number(2), number(1), number(0));
        if (!found) found = digits_of(number(2), number(0), number(1));
    }
    return found.value_or("");
}

std::string normalise(std::string_view value, Kind kind) {
    value = trim(value);
    if (kind == Kind::plain || value.empty()) return std::string(value);
    std::string like = is_ascii(value) || !is_utf8(value) ? to_lower(value) : folded(value);
    if (is_placeholder(like)) return {};
    switch (kind) {
        case Kind::date: {
            std::string day = date_digits(like);
            return day.empty() ? words(like, "") : day;
        }
        case Kind::code:
        case Kind::number:
            return words(like, "");
        case Kind::phone: {
            std::string digits;
            std::ranges::copy_if(like, std::back_inserter(digits), is_digit);
            return digits.size() > 11 ? digits.substr(digits.size() - 11) : digits;
        }
        case Kind::email:
            return like;
        default:
            return words(like, " ");
    }
}

std::string soundex(std::string_view latin) {
    static constexpr std::string_view kCodes = "01230120022455012623010202";
    std::string out;
    char before = '0';
    for (const char given : latin) {
        if (given == ' ' && !out.empty()) break;
        if (!is_letter(given)) continue;
        const char c = static_cast<char>(given | 0x20);
        const char code = kCodes[static_cast<size_t>(c - 'a')];
        if (out.empty())
            out += c;
        else if (code != '0' && code != before)
            out += code;
        if (c != 'h' && c != 'w') before = code;
        if (out.size() == 4) break;
    }
    if (!out.empty()) out.resize(4, '0');
    return out;
}

struct Pinyin::Transliterator {
    std::unique_ptr<icu::Transliterator> own;
};

Pinyin::Pinyin() : transliterator_(std::make_unique<Transliterator>()) {
    UErrorCode status = U_ZERO_ERROR;
    transliterator_->own.reset(
        icu::Transliterator::createInstance("Han-Latin/Names; Latin-ASCII; Any-Lower", UTRANS_FORWARD, status));
    if (U_FAILURE(status) != 0) transliterator_->own.reset();
}

Pinyin::~Pinyin() = default;

const std::string& Pinyin::syllable(char32_t c) {
    const auto [place, added] = known_.try_emplace(c);
    if (added && transliterator_->own) {
        icu::UnicodeString text(static_cast<UChar32>(c));
        transliterator_->own->transliterate(text);
        text.toUTF8String(place->second);
    }
    return place->second;
}

std::string Pinyin::of(std::string_view utf8) {
    if (is_ascii(utf8) || !is_utf8(utf8)) return std::string(utf8);
    std::string out;
    for (const char32_t c : to_code_points(utf8)) {
        if (c >= 0x3400) {
            if (!out.empty() && out.back() != ' ') out += ' ';
            out += syllable(c);
            out += ' ';
        } else {
            out += yici::to_utf8(std::u32string_view(&c, 1));
        }
    }
    return std::string(trim(out));
}

}  // namespace yici::linkage
