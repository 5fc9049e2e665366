#include "engines/feel/temporal.h"

#include "engines/feel/zones.h"

namespace yici::feel {

namespace {

std::string padded(int64_t value, size_t width) {
    std::string digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

std::string fraction_text(int64_t nanoseconds) {
    if (nanoseconds == 0) return {};
    std::string digits = padded(nanoseconds, 9);
    digits.erase(digits.find_last_not_of('0') + 1);
    return "." + digits;
}

std::string zone_text(const Zone& zone) {
    if (zone.kind == Zone::Kind::none) return {};
    if (zone.kind == Zone::Kind::named) return "@" + std::string(zone_name(zone));
    if (zone.offset == 0) return "Z";
    const int32_t size = std::abs(zone.offset);
    std::string text = (zone.offset < 0 ? "-" : "+") + padded(size / 3600, 2) + ":" + padded(size / 60 % 60, 2);
    if (size % 60 != 0) text += ":" + padded(size % 60, 2);
    return text;
}

std::string number_text(Int128 value) {
    if (value == 0) return "0";
    std::string text;
    for (; value > 0; value /= 10) text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    return text;
}

Int128 floor_divide(Int128 a, Int128 b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

}  // namespace

bool is_leap(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int64_t year, int month) {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

std::optional<Date> make_date(int64_t year, int64_t month, int64_t day) {
    if (year < -kMostYear || year > kMostYear || month < 1 || month > 12 || day < 1) return std::nullopt;
    if (day > days_in_month(year, static_cast<int>(month))) return std::nullopt;
    return Date{static_cast<int32_t>(year), static_cast<uint8_t>(month), static_cast<uint8_t>(day)};
}

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil and civil_from_days.
int64_t days_of(const Date& date) {
    const int64_t year = static_cast<int64_t>(date.year) - (date.month <= 2 ? 1 : 0);
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

Date date_of(int64_t days) {
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int64_t day_of_era = days - era * 146097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted = (5 * day_of_year + 2) / 153;
    const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {static_cast<int32_t>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), static_cast<uint8_t>(month),
            static_cast<uint8_t>(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

std::string to_string(const Date& value) {
    const int64_t year = value.year;
    return (year < 0 ? "-" : "") + padded(std::abs(year), 4) + "-" + padded(value.month, 2) + "-" +
           padded(value.day, 2);
}

std::string to_string(const Time& value) {
    const int64_t seconds = value.nanoseconds / kNanosecond;
    return padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2) +
           fraction_text(value.nanoseconds % kNanosecond) + zone_text(value.zone);
}

std::string to_string(const DateTime& value) {
    return to_string(value.date) + "T" + to_string(value.time);
}

std::string to_string(YearsMonths value) {
    const int64_t months = std::abs(value.months);
    std::string text = value.months < 0 ? "-P" : "P";
    if (months >= 12) text += std::to_string(months / 12) + "Y";
    if (months % 12 != 0 || months == 0) text += std::to_string(months % 12) + "M";
    return text;
}

std::string to_string(DaysTime value) {
    if (value.nanoseconds == 0) return "PT0S";
    const Int128 size = value.nanoseconds < 0 ? -value.nanoseconds : value.nanoseconds;
    const Int128 days = size / kDayNanoseconds;
    const auto rest = static_cast<int64_t>(size % kDayNanoseconds);
    const int64_t seconds = rest / kNanosecond;
    std::string text = value.nanoseconds < 0 ? "-P" : "P";
    if (days != 0) text += number_text(days) + "D";
    if (rest == 0) return text;
    text += "T";
    if (seconds >= 3600) text += std::to_string(seconds / 3600) + "H";
    if (seconds / 60 % 60 != 0) text += std::to_string(seconds / 60 % 60) + "M";
    if (rest % (60 * kNanosecond) != 0) text += std::to_string(seconds % 60) + fraction_text(rest % kNanosecond) + "S";
    return text;
}

std::optional<int32_t> offset_of(const Zone& zone, const Date& date, int64_t nanoseconds) {
    if (zone.kind == Zone::Kind::none) return std::nullopt;
    if (zone.kind == Zone::Kind::offset) return zone.offset;
    return zones::offset_at_local(zone.offset, days_of(date) * 86'400 + nanoseconds / kNanosecond);
}

Int128 instant_of(const DateTime& value) {
    const Int128 local = static_cast<Int128>(days_of(value.date)) * kDayNanoseconds + value.time.nanoseconds;
    const auto offset = offset_of(value.time.zone, value.date, value.time.nanoseconds);
    return local - static_cast<Int128>(offset.value_or(0)) * kNanosecond;
}

std::optional<DateTime> at_instant(Int128 instant, const Zone& zone) {
    constexpr Int128 kFarthest = static_cast<Int128>(kMostYear + 1LL) * 366 * kDayNanoseconds;
    if (instant > kFarthest || instant < -kFarthest) return std::nullopt;
    int32_t offset = zone.kind == Zone::Kind::offset ? zone.offset : 0;
    if (zone.kind == Zone::Kind::named)
        offset = zones::offset_at_utc(zone.offset, static_cast<int64_t>(floor_divide(instant, kNanosecond)));
    const Int128 local = instant + static_cast<Int128>(offset) * kNanosecond;
    const Int128 days = floor_divide(local, kDayNanoseconds);
    const Date date = date_of(static_cast<int64_t>(days));
    if (date.year < -kMostYear || date.year > kMostYear) return std::nullopt;
    return DateTime{date, Time{static_cast<int64_t>(local - days * kDayNanoseconds), zone}};
}

int64_t utc_nanoseconds(const Time& time) {
    const int64_t offset = offset_of(time.zone, Date{}, time.nanoseconds).value_or(0);
    return time.nanoseconds - offset * kNanosecond;
}

std::optional<Date> add(const Date& date, YearsMonths duration) {
    int64_t months = 0;
    if (__builtin_add_overflow(static_cast<int64_t>(date.year) * 12 + date.month - 1, duration.months, &months))
        return std::nullopt;
    const auto year = static_cast<int64_t>(floor_divide(months, 12));
    if (year < -kMostYear || year > kMostYear) return std::nullopt;
    const int month = static_cast<int>(months - year * 12) + 1;
    return make_date(year, month, std::min<int>(date.day, days_in_month(year, month)));
}

std::optional<Date> add(const Date& date, DaysTime duration) {
    const auto moved = at_instant(static_cast<Int128>(days_of(date)) * kDayNanoseconds + duration.nanoseconds, {});
    return moved ? std::optional(moved->date) : std::nullopt;
}

std::optional<DateTime> add(const DateTime& value, YearsMonths duration) {
    const auto date = add(value.date, duration);
    return date ? std::optional(DateTime{*date, value.time}) : std::nullopt;
}

std::optional<DateTime> add(const DateTime& value, DaysTime duration) {
    return at_instant(instant_of(value) + duration.nanoseconds, value.time.zone);
}

Time add(const Time& time, DaysTime duration) {
    const Int128 moved = time.nanoseconds + duration.nanoseconds % kDayNanoseconds;
    return {static_cast<int64_t>((moved % kDayNanoseconds + kDayNanoseconds) % kDayNanoseconds), time.zone};
}

DateTime midnight(const Date& date) {
    return {date, Time{0, Zone{Zone::Kind::offset, 0}}};
}

}  // namespace yici::feel
