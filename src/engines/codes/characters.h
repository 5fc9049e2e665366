#pragma once

#include <string>
#include <string_view>

#include "engines/codes/codes.h"

namespace yici::codes {

/// Writes the fault, when somebody wants it, and returns false so that a parser can `return fail(...)`.
template <typename Detail>
bool fail(Fault* fault, std::string_view reason, Detail&& detail) {
    if (fault != nullptr) *fault = {std::string(reason), std::string(detail())};
    return false;
}

[[nodiscard]] constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
[[nodiscard]] bool all_digits(std::string_view text);

/// Value of a digit 0–9 or a capital 10–35; -1 for anything else.
[[nodiscard]] constexpr int value36(char c) {
    return is_digit(c) ? c - '0' : is_upper(c) ? c - 'A' + 10 : -1;
}

/// The number that a run of digits stands for.
[[nodiscard]] int number(std::string_view digits);

/// Names what is wrong with the first character that is no digit and not in `also`: white space, full-width form,
/// lower case, bad UTF-8, or simply not allowed. True when there is none. `first` is the position of text[0], from 1.
bool check_characters(std::string_view text, std::string_view also, Fault* fault, size_t first = 1);

/// Characters as in check_characters, then the length: what a code of one fixed length needs.
bool check_fixed(std::string_view text, size_t length, std::string_view also, Fault* fault);

/// GB/T 2260 by shape: 6, 9 or 12 digits, first digit not 0, nothing below a missing city.
bool check_division_shape(std::string_view digits, Fault* fault, size_t first = 1);

/// yyyyMMdd that exists in the calendar.
[[nodiscard]] bool is_date8(std::string_view digits);

inline constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The fault of a bool-returning parser as an optional.
template <typename Parser>
std::optional<Fault> fault_of(Parser&& parser) {
    Fault fault;
    if (parser(&fault)) return std::nullopt;
    return fault;
}

}  // namespace yici::codes
