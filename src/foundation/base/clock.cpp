#include "foundation/base/clock.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace yici {

namespace {

constexpr auto kChinaOffset = std::chrono::hours(8);

std::optional<int> digits(std::string_view text, size_t at, size_t count) {
    if (at + count > text.size()) return std::nullopt;
    int value = 0;
    for (size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/// The offset after the time of day: "Z" or "+08:00"; nothing else may follow.
std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") return std::chrono::minutes(0);
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const auto hours = digits(text, 1, 2);
    const auto minutes = digits(text, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const auto offset = std::chrono::minutes(*hours * 60 + *minutes);
    return text[0] == '-' ? -offset : offset;
}

}  // namespace

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Instant ManualClock::now() const {
    const std::lock_guard lock(mutex_);
    return now_;
}

void ManualClock::set(Instant instant) {
    const std::lock_guard lock(mutex_);
    now_ = instant;
}

void ManualClock::advance(std::chrono::microseconds by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
}

std::string to_iso8601(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const Date date{day};
    const auto rest = instant - day;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(rest).count();
    std::string text = "0000-00-00T00:00:00.000000Z";
    const auto put = [&](size_t end, size_t count, int64_t value) {
        for (; count > 0; --count, value /= 10) text[--end] = static_cast<char>('0' + value % 10);
    };
    put(4, 4, static_cast<int>(date.year()));
    put(7, 2, static_cast<unsigned>(date.month()));
    put(10, 2, static_cast<unsigned>(date.day()));
    put(13, 2, seconds / 3600);
    put(16, 2, seconds / 60 % 60);
    put(19, 2, seconds % 60);
    put(26, 6, rest.count() % 1'000'000);
    return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    const auto date = parse_date(text.substr(0, 10));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    size_t at = 19;
    int64_t microseconds = 0;
    if (text[at] == '.') {
        int64_t scale = 100'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
            if (scale == 0) return std::nullopt;
            microseconds += (text[at] - '0') * scale;
        }
    }
    const auto offset = parse_offset(text.substr(at));
    if (!offset) return std::nullopt;
    return Instant(std::chrono::sys_days(*date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second) + std::chrono::microseconds(microseconds) - *offset;
}

std::string to_string(Date date) {
    if (const int year = static_cast<int>(date.year()); year >= 0 && year <= 9999) {
        std::string text = "0000-00-00";
        const auto put = [&](size_t at, unsigned value) {
            text[at] = static_cast<char>('0' + value / 10 % 10);
            text[at + 1] = static_cast<char>('0' + value % 10);
        };
        put(0, static_cast<unsigned>(year) / 100);
        put(2, static_cast<unsigned>(year) % 100);
        put(5, static_cast<unsigned>(date.month()));
        put(8, static_cast<unsigned>(date.day()));
        return text;
    }
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return {text.data(), static_cast<size_t>(length)};
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day) return std::nullopt;
    const Date date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                    std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return date;
}

Date china_date(Instant instant) {
    return Date{std::chrono::floor<std::chrono::days>(instant + kChinaOffset)};
}

Instant china_midnight(Date date) {
    return Instant(std::chrono::sys_days(date)) - kChinaOffset;
}

}  // namespace yici
