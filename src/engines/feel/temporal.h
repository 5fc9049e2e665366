#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yici::feel {

__extension__ typedef __int128 Int128;  // "using" would be told off by -Wpedantic

/// Proleptic Gregorian, years -999,999,999 … 999,999,999.
struct Date {
    int32_t year = 1970;
    uint8_t month = 1;
    uint8_t day = 1;
    friend auto operator<=>(const Date&, const Date&) = default;
};

/// A zone as it was written: none, an offset in seconds from UTC, or a name of the tz database ("Asia/Shanghai").
struct Zone {
    enum class Kind : uint8_t { none, offset, named };
    Kind kind = Kind::none;
    int32_t offset = 0;  // seconds; of a named zone: index in the program's table of names (zone_name)
    friend bool operator==(const Zone&, const Zone&) = default;
};

/// Nanoseconds since midnight, with a zone or without.
struct Time {
    int64_t nanoseconds = 0;
    Zone zone;
};

struct DateTime {
    Date date;
    Time time;
};

struct YearsMonths {
    int64_t months = 0;
    friend auto operator<=>(const YearsMonths&, const YearsMonths&) = default;
};

struct DaysTime {
    Int128 nanoseconds = 0;
    friend auto operator<=>(const DaysTime&, const DaysTime&) = default;
};

/// The forms of XML Schema that DMN 1.5 §10.3.2.3 allows, with zone names in brackets or behind @; none for all else.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);
[[nodiscard]] std::optional<DateTime> parse_date_time(std::string_view text);
[[nodiscard]] std::optional<YearsMonths> parse_years_months(std::string_view text);
[[nodiscard]] std::optional<DaysTime> parse_days_time(std::string_view text);

[[nodiscard]] std::string to_string(const Date& value);
[[nodiscard]] std::string to_string(const Time& value);
[[nodiscard]] std::string to_string(const DateTime& value);
[[nodiscard]] std::string to_string(YearsMonths value);
[[nodiscard]] std::string to_string(DaysTime value);

/// Days since 1970-01-01, and back.
[[nodiscard]] int64_t days_of(const Date& date);
[[nodiscard]] Date date_of(int64_t days);
/// Seconds from UTC at that local moment; none when the zone is none. Needs the date for a named zone.
[[nodiscard]] std::optional<int32_t> offset_of(const Zone& zone, const Date& date, int64_t nanoseconds);

constexpr int64_t kNanosecond = 1'000'000'000;  // in a second
constexpr int64_t kDayNanoseconds = 86'400 * kNanosecond;
constexpr int32_t kMostYear = 999'999'999;

[[nodiscard]] bool is_leap(int64_t year);
[[nodiscard]] int days_in_month(int64_t year, int month);
/// A date that exists, within the years of FEEL.
[[nodiscard]] std::optional<Date> make_date(int64_t year, int64_t month, int64_t day);
/// A zone of the tz database by its exact name.
[[nodiscard]] std::optional<Zone> zone_named(std::string_view name);
/// The name of a named zone; empty for others.
[[nodiscard]] std::string_view zone_name(const Zone& zone);
/// Nanoseconds since 1970-01-01T00:00:00: of UTC when there is a zone, else of the local clock.
[[nodiscard]] Int128 instant_of(const DateTime& value);
/// The local clock of that zone at an instant of UTC (or of the local clock for no zone); none outside the years.
[[nodiscard]] std::optional<DateTime> at_instant(Int128 instant, const Zone& zone);
/// A time of day in nanoseconds of UTC; the offset of a named zone is that of 1970-01-01.
[[nodiscard]] int64_t utc_nanoseconds(const Time& time);

/// Months are added in the calendar; a day that the month lacks becomes its last one.
[[nodiscard]] std::optional<Date> add(const Date& date, YearsMonths duration);
[[nodiscard]] std::optional<Date> add(const Date& date, DaysTime duration);
[[nodiscard]] std::optional<DateTime> add(const DateTime& value, YearsMonths duration);
[[nodiscard]] std::optional<DateTime> add(const DateTime& value, DaysTime duration);
/// Wraps at midnight.
[[nodiscard]] Time add(const Time& time, DaysTime duration);
/// A date is midnight of UTC where a moment is asked for.
[[nodiscard]] DateTime midnight(const Date& date);

}  // namespace yici::feel
