#include <array>
#include <chrono>

#include "engines/feel/builtin.h"

namespace yici::feel {

namespace {

Date date_part(const Value& value) {
    return value.date() != nullptr ? *value.date() : value.date_time()->date;
}

int64_t day_of_year_of(const Date& date) {
    return days_of(date) - days_of({date.year, 1, 1}) + 1;
}

int weekday_of(const Date& date) {
    return static_cast<int>(((days_of(date) + 3) % 7 + 7) % 7);
}  // Monday is 0

Value day_of_year(Call& call) {
    return Number(day_of_year_of(date_part(call[0])));
}

Value day_of_week(Call& call) {
    constexpr std::array kNames = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    return kNames[static_cast<size_t>(weekday_of(date_part(call[0])))];
}

Value month_of_year(Call& call) {
    constexpr std::array kNames = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};
    return kNames[date_part(call[0]).month - 1U];
}

/// ISO 8601: the week of a day is the week of its Thursday.
Value week_of_year(Call& call) {
    const Date date = date_part(call[0]);
    const Date thursday = date_of(days_of(date) - weekday_of(date) + 3);
    return Number((day_of_year_of(thursday) - 1) / 7 + 1);
}

/// Project convention: the clock on the wall is China's, UTC+8.
DateTime china_now(const Run& run) {
    const auto since = std::chrono::duration_cast<std::chrono::microseconds>(run.clock.now().time_since_epoch());
    const Zone china{Zone::Kind::offset, 8 * 3600};
    return at_instant(static_cast<Int128>(since.count()) * 1000, china).value_or(DateTime{});
}

Value now(Call& call) {
    return china_now(call.run);
}
Value today(Call& call) {
    return china_now(call.run).date;
}

constexpr Row kRows[] = {
    {"day of year", "date:e->n", day_of_year},
    {"day of week", "date:e->s", day_of_week},
    {"month of year", "date:e->s", month_of_year},
    {"week of year", "date:e->n", week_of_year},
    {"now", "->D", now, false},
    {"today", "->d", today, false},
};

}  // namespace

std::span<const Row> temporal_builtins() {
    return kRows;
}

}  // namespace yici::feel
