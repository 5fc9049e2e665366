#include "engines/process/times.h"

#include <algorithm>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::process {

namespace {

constexpr int64_t kLongestDays = 36'500;

[[noreturn]] void wrong(const std::string& text) {
    throw Error(ErrorKind::rule_violated, "process.timer_wrong", text);
}

std::optional<Instant> moment_at(const feel::DateTime& moment) {
    constexpr int64_t kChina = 8 * 3600;
    if (moment.date.year < 1 || moment.date.year > 9999) return std::nullopt;
    const int64_t offset = feel::offset_of(moment.time.zone, moment.date, moment.time.nanoseconds).value_or(kChina);
    const int64_t seconds = feel::days_of(moment.date) * 86'400 - offset;
    return Instant(std::chrono::seconds(seconds) + std::chrono::microseconds(moment.time.nanoseconds / 1000));
}

/// A value that a formula yields as text is read as what the text says.
feel::Value temporal(const feel::Value& value) {
    const std::string* text = value.string();
    if (text == nullptr) return value;
    if (const auto moment = feel::parse_date_time(*text)) return *moment;
    if (const auto date = feel::parse_date(*text)) return *date;
    if (const auto days = feel::parse_days_time(*text)) return *days;
    if (const auto months = feel::parse_years_months(*text)) return *months;
    return value;
}

std::optional<Instant> moment_of(const feel::Value& value) {
    const feel::Value read = temporal(value);
    if (const auto* moment = read.date_time()) return moment_at(*moment);
    if (const auto* date = read.date()) return moment_at({*date, {}});
    return std::nullopt;
}

std::optional<int64_t> days_of_value(const feel::Value& value) {
    std::optional<int64_t> days;
    if (const auto* number = value.number()) days = number->to_integer();
    if (const auto* text = value.string()) days = parse_integer(trim(*text));
    if (!days || *days < 0 || *days > kLongestDays) return std::nullopt;
    return days;
}

struct Cycle {
    int64_t times = -1;
    std::string period;
};

/// "R3/PT10H", "R/P1D": repetitions of ISO 8601 without a beginning.
std::optional<Cycle> cycle_of(std::string_view text) {
    const auto parts = split(trim(text), '/');
    if (parts.size() != 2 || parts[0].empty() || parts[0].front() != 'R') return std::nullopt;
    Cycle cycle;
    if (parts[0].size() > 1) {
        const auto times = parse_integer(parts[0].substr(1));
        if (!times || *times < 1) return std::nullopt;
        cycle.times = *times;
    }
    cycle.period = parts[1];
    const auto first = plus(Instant{}, feel::Value(cycle.period));
    if (!first || *first <= Instant{}) return std::nullopt;
    return cycle;
}

Due due_of_cycle(const feel::Value& value, Instant now) {
    const std::string* text = value.string();
    const auto cycle = text != nullptr ? cycle_of(*text) : std::nullopt;
    if (!cycle) wrong(value.to_string());
    return {*plus(now, feel::Value(cycle->period)), "r " + std::to_string(cycle->times) + " " + cycle->period};
}

Instant end_of_day(Date day) {
    return china_midnight(Date{std::chrono::sys_days(day) + std::chrono::days(1)});
}

Date due_day(bool working, int64_t days, Date from, const codes::WorkingCalendar& calendar,
             const std::vector<codes::Suspension>& stops) {
    if (working) return codes::due_date(calendar, from, static_cast<int>(days), stops).date;
    Date day = from;
    const auto stopped = [&](Date one) {
        return std::ranges::any_of(stops, [&](const auto& stop) { return stop.from <= one && one <= stop.to; });
    };
    for (int64_t left = days; left > 0;) {
        day = Date{std::chrono::sys_days(day) + std::chrono::days(1)};
        if (!stopped(day)) --left;
    }
    return day;
}

struct DayRule {
    bool working = true;
    int64_t days = 0;
    Date from;
};

std::optional<DayRule> day_rule(std::string_view rule) {
    const auto parts = split(rule, ' ');
    if (parts.size() != 3 || (parts[0] != "w" && parts[0] != "c")) return std::nullopt;
    const auto days = parse_integer(parts[1]);
    const auto from = yici::parse_date(parts[2]);
    if (!days || !from) return std::nullopt;
    return DayRule{parts[0] == "w", *days, *from};
}

}  // namespace

std::optional<Instant> plus(Instant from, const feel::Value& duration) {
    const feel::Value read = temporal(duration);
    if (const auto* span = read.days_time()) {
        const __int128 microseconds = span->nanoseconds / 1000;
        constexpr __int128 kMost = __int128{kLongestDays} * 86'400 * 1'000'000;
        if (microseconds > kMost || microseconds < -kMost) return std::nullopt;
        return from + std::chrono::microseconds(static_cast<int64_t>(microseconds));
    }
    const auto* months = read.years_months();
    if (months == nullptr || std::abs(months->months) > 1200) return std::nullopt;
    const Date day = china_date(from);
    const auto time = from - china_midnight(day);
    const auto month = day.year() / day.month() + std::chrono::months(months->months);
    const Date last = month / std::chrono::last;
    const Date moved = month / day.day();
    return china_midnight(moved.ok() ? moved : last) + time;
}

bool is_timer_text(const Timer& timer) {
    const feel::Value value(timer.when.text());
    switch (timer.kind) {
        case Timer::Kind::date:
            return moment_of(value).has_value();
        case Timer::Kind::duration:
            return plus(Instant{}, value).has_value();
        case Timer::Kind::cycle:
            return cycle_of(timer.when.text()).has_value();
        default:
            return days_of_value(value).has_value();
    }
}

Due due_of(const Timer& timer, const feel::Value& value, Instant now, const codes::WorkingCalendar& calendar,
           const std::vector<codes::Suspension>& stops) {
    switch (timer.kind) {
        case Timer::Kind::cycle:
            return due_of_cycle(value, now);
        case Timer::Kind::working_days:
        case Timer::Kind::calendar_days: {
            const auto days = days_of_value(value);
            if (!days) wrong(value.to_string());
            return due_of_days(timer.kind == Timer::Kind::working_days, *days, now, calendar, stops);
        }
        default: {
            auto at = timer.kind == Timer::Kind::date ? moment_of(value) : plus(now, value);
            // A formula may yield either, whatever the drawing tool called it.
            if (!at) at = timer.kind == Timer::Kind::date ? plus(now, value) : moment_of(value);
            if (!at) wrong(value.to_string());
            return {*at, {}};
        }
    }
}

Due due_of_days(bool working, int64_t days, Instant now, const codes::WorkingCalendar& calendar,
                const std::vector<codes::Suspension>& stops) {
    if (days < 0 || days > kLongestDays) wrong(std::to_string(days));
    const Date from = china_date(now);
    const Date day = due_day(working, days, from, calendar, stops);
    return {end_of_day(day), (working ? "w " : "c ") + std::to_string(days) + " " + yici::to_string(from)};
}

std::optional<Due> next_of(std::string_view rule, Instant fired) {
    const auto parts = split(rule, ' ');
    if (parts.size() != 3 || parts[0] != "r") return std::nullopt;
    const bool endless = parts[1] == "-1";
    const int64_t left = endless ? -1 : parse_integer(parts[1]).value_or(1) - 1;
    if (left == 0) return std::nullopt;
    const auto at = plus(fired, feel::Value(std::string(parts[2])));
    if (!at) return std::nullopt;
    return Due{*at, "r " + std::to_string(left) + " " + std::string(parts[2])};
}

std::optional<Instant> recount(std::string_view rule, const codes::WorkingCalendar& calendar,
                               const std::vector<codes::Suspension>& stops) {
    const auto days = day_rule(rule);
    if (!days) return std::nullopt;
    return end_of_day(due_day(days->working, days->days, days->from, calendar, stops));
}

codes::Light light_of_rule(std::string_view rule, Instant due, Instant now, const codes::WorkingCalendar& calendar) {
    if (now >= due) return codes::Light::red;
    const auto days = day_rule(rule);
    const Date last{std::chrono::sys_days(china_date(due)) - std::chrono::days(1)};
    const Date today = china_date(now);
    if (days && days->working) {
        return today >= codes::yellow_from(calendar, days->from, last) ? codes::Light::yellow : codes::Light::green;
    }
    return std::chrono::sys_days(last) - std::chrono::sys_days(today) <= std::chrono::days(1) ? codes::Light::yellow
                                                                                              : codes::Light::green;
}

}  // namespace yici::process
