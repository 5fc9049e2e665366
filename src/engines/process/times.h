#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/feel/value.h"
#include "engines/process/model.h"
#include "foundation/base/clock.h"

namespace yici::process {

/// Whether a constant text is what its kind of timer wants: "2018-06-12T08:30:00", "P3DT4H", "R3/PT10H", "5".
[[nodiscard]] bool is_timer_text(const Timer& timer);

/// A set timer or limit in a form that can be counted again: "w 5 2018-06-12" for working days from that day, "c" for
/// calendar days; "r 3 PT10H" for a cycle with that many firings to go (-1: without end); empty for a fixed moment.
struct Due {
    Instant at{};
    std::string rule;
};

/// When a timer is due that is set at `now`. A moment without a zone is one of China. What is no time is
/// process.timer_wrong (rule_violated); a calendar that is not known so far is codes.calendar_unknown.
[[nodiscard]] Due due_of(const Timer& timer, const feel::Value& value, Instant now,
                         const codes::WorkingCalendar& calendar, const std::vector<codes::Suspension>& stops);
[[nodiscard]] Due due_of_days(bool working, int64_t days, Instant now, const codes::WorkingCalendar& calendar,
                              const std::vector<codes::Suspension>& stops);
/// The next firing of a cycle that fired at `fired`; none when it was the last.
[[nodiscard]] std::optional<Due> next_of(std::string_view rule, Instant fired);
/// Counts a rule of days again, with clocks that stood still; none for other rules.
[[nodiscard]] std::optional<Instant> recount(std::string_view rule, const codes::WorkingCalendar& calendar,
                                             const std::vector<codes::Suspension>& stops);
/// The light of a limit today: green, yellow at its end (codes::yellow_from), red behind it.
[[nodiscard]] codes::Light light_of_rule(std::string_view rule, Instant due, Instant now,
                                         const codes::WorkingCalendar& calendar);
/// "PT1M", "P2D", "P1M" behind `from`; none when it is no duration.
[[nodiscard]] std::optional<Instant> plus(Instant from, const feel::Value& duration);

}  // namespace yici::process
