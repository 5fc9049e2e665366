#include "foundation/tables/number_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace yici::tables {
namespace {

constexpr int64_t kSecondsADay = 86'400;

std::string clock_text(int64_t seconds) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                  static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
    return text.data();
}

/// The digits of %.15g with its exponent written out.
std::string without_exponent(const std::string& text) {
    const size_t e = text.find('e');
    if (e == std::string::npos) return text;
    const int exponent = std::stoi(text.substr(e + 1));
    if (exponent > 20 || exponent < -20) return text;
    const bool negative = text[0] == '-';
    std::string digits;
    for (const char c : text.substr(negative ? 1 : 0, e - (negative ? 1 : 0)))
        if (c != '.') digits += c;
    std::string plain;
    if (exponent >= 0) {
        const size_t whole = static_cast<size_t>(exponent) + 1;
        if (digits.size() < whole) digits.append(whole - digits.size(), '0');
        plain = digits.substr(0, whole);
        if (digits.size() > whole) plain += "." + digits.substr(whole);
    } else {
        plain = "0." + std::string(static_cast<size_t>(-exponent) - 1, '0') + digits;
    }
    return (negative ? "-" : "") + plain;
}

}  // namespace

Shown shown_by(int built_in) {
    const bool time = (built_in >= 18 && built_in <= 21) || (built_in >= 45 && built_in <= 47) ||
                      (built_in >= 32 && built_in <= 35) || built_in == 55 || built_in == 56;
    if (time) return Shown::time;
    const bool date =
        (built_in >= 14 && built_in <= 22) || (built_in >= 27 && built_in <= 36) || (built_in >= 50 && built_in <= 58);
    return date ? Shown::date : Shown::number;
}

Shown shown_by(std::string_view code) {
    bool months = false, days = false, clock = false;
    for (size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = static_cast<char>(code[i] | 0x20);
        if (code[i] == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (code[i] == '[') {
            const size_t end = std::min(code.find(']', i), code.size());
            const std::string_view inside = code.substr(i + 1, end - i - 1);
            clock = clock || (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos);
            i = end;
        } else if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
            ++i;
        } else if (code.substr(i, 7) == "General") {
            i += 6;
        } else {
            days = days || c == 'y' || c == 'd';
            clock = clock || c == 'h' || c == 's';
            months = months || c == 'm';
        }
    }
    if (days || (months && !clock)) return Shown::date;
    return clock ? Shown::time : Shown::number;
}

std::optional<std::string> serial_text(double serial, Shown shown, bool from_1904) {
    if (!(serial >= 0) || serial > 2'958'466) return std::nullopt;
    const auto seconds = static_cast<int64_t>(std::llround(serial * static_cast<double>(kSecondsADay)));
    if (shown == Shown::time) return clock_text(seconds);
    int64_t day = seconds / kSecondsADay;
    // The 1900 calendar holds a 29 February 1900 that never was, as serial 60.
    if (!from_1904 && (day < 1 || day == 60)) return std::nullopt;
    using std::chrono::sys_days;
    const sys_days start = from_1904  ? sys_days(std::chrono::year(1904) / 1 / 1)
                           : day < 60 ? sys_days(std::chrono::year(1899) / 12 / 31)
                                      : sys_days(std::chrono::year(1899) / 12 / 30);
    const std::chrono::year_month_day date(start + std::chrono::days(day));
    if (static_cast<int>(date.year()) > 9999) return std::nullopt;
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    std::string result = text.data();
    if (seconds % kSecondsADay != 0) result += " " + clock_text(seconds % kSecondsADay);
    return result;
}

std::string number_text(std::string_view value) {
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || !std::isfinite(number)) return std::string(value);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.15g", number);
    return without_exponent(text.data());
}

}  // namespace yici::tables
