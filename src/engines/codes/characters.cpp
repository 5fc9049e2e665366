#include "engines/codes/characters.h"

#include <algorithm>
#include <chrono>

#include "foundation/base/text.h"

namespace yici::codes {

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

namespace {

std::string_view reason_of(char32_t c) {
    if (c >= U'a' && c <= U'z') return "codes.lower_case";
    if (c == U' ' || (c >= U'\t' && c <= U'\r') || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
        (c >= 0x2000 && c <= 0x200F))
        return "codes.white_space";
    if (c >= 0xFF01 && c <= 0xFF5E) return "codes.full_width";
    return "codes.wrong_character";
}

std::string position(size_t index) {
    return "position " + std::to_string(index);
}

}  // namespace

bool check_characters(std::string_view text, std::string_view also, Fault* fault, size_t first) {
    const auto allowed = [&](char c) { return is_digit(c) || also.find(c) != std::string_view::npos; };
    const auto bad = std::find_if_not(text.begin(), text.end(), allowed);
    if (bad == text.end()) return true;
    if (fault == nullptr) return false;
    if (!is_utf8(text)) return fail(fault, "codes.not_utf8", [] { return "the text is not UTF-8"; });
    // Everything before the first bad byte is ASCII, so its offset is its position.
    const auto index = static_cast<size_t>(bad - text.begin());
    const std::u32string rest = to_code_points(text.substr(index));
    return fail(fault, reason_of(rest.front()), [&] { return position(first + index); });
}

bool check_fixed(std::string_view text, size_t length, std::string_view also, Fault* fault) {
    if (!check_characters(text, also, fault)) return false;
    if (text.size() == length) return true;
    return fail(fault, "codes.wrong_length", [&] {
        return "expected " + std::to_string(length) + " characters, found " + std::to_string(text.size());
    });
}

bool check_division_shape(std::string_view digits, Fault* fault, size_t first) {
    const auto wrong = [&](std::string_view why) {
        return fail(fault, "codes.wrong_region", [&] {
            return "positions " + std::to_string(first) + "–" + std::to_string(first + digits.size() - 1) + ": " +
                   std::string(why);
        });
    };
    if (digits[0] == '0') return wrong("no region begins with 0");
    const bool no_city = digits.substr(2, 2) == "00";
    if (no_city && digits.substr(4).find_first_not_of('0') != std::string_view::npos)
        return wrong("a county or town without a city");
    return true;
}

bool is_date8(std::string_view digits) {
    const Date date{std::chrono::year(number(digits.substr(0, 4))),
                    std::chrono::month(static_cast<unsigned>(number(digits.substr(4, 2)))),
                    std::chrono::day(static_cast<unsigned>(number(digits.substr(6, 2))))};
    return date.ok();
}

}  // namespace yici::codes
