#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/error.h"

namespace yici {
class YamlNode;
}

namespace yici::codes {

/// Working days by the State Council's notices; Monday to Friday unless a notice says otherwise. A year without a
/// notice is unknown, never guessed: asking beyond the last one throws codes.calendar_unknown.
class WorkingCalendar {
  public:
    /// Reads calendars/*.yaml of a pack.
    static WorkingCalendar load(const std::filesystem::path& folder, std::vector<Finding>& findings);
    /// A day of an unknown year throws codes.calendar_unknown, unless a notice names that very day.
    [[nodiscard]] bool is_working_day(Date day) const;
    /// A letter for the day as in Reckoning: w, n, e or h; with the same error.
    [[nodiscard]] char kind_of(std::chrono::sys_days day) const;
    /// True when a notice itself decides about the day, against what its weekday says.
    [[nodiscard]] bool is_named_by_notice(Date day) const;
    /// The last year whose notice is known (days of the year before it may be in a notice too).
    [[nodiscard]] int last_year() const;
    /// The same, with Monday to Friday assumed for years up to `year` whose notice is not there yet: for limits that
    /// are told as provisional.
    [[nodiscard]] WorkingCalendar assuming_weekdays_until(int year) const;
    [[nodiscard]] int working_days_in(int year) const;
    /// First working day after `from` that is `days` later; the day of acceptance is not counted (行政许可法 art. 82).
    /// 0 days is `from` itself; less is codes.negative_days.
    [[nodiscard]] Date add_working_days(Date from, int days) const;
    /// Working days in (from, to]; with a minus when `to` lies before `from`.
    [[nodiscard]] int working_days_between(Date from, Date to) const;

  private:
    void add_notice(const YamlNode& notice);
    void lay_out();

    std::map<int, std::map<Date, bool>> years_;  // year of the day → day → works
    std::set<int> known_;                        // years whose notice is there
    std::chrono::sys_days first_{};              // of days_
    std::string days_;                           // kind_of() each day; a space where no notice is known
};

/// A stop of the clock on civil days [from, to] inclusive, as clerks write them ("stopped on 10-08 and 10-09").
struct Suspension {
    Date from;
    Date to;
};

struct Due {
    Date date;
    std::vector<std::string> counted;  // a line a step, for people: "2018-10-08 星期一 第1个工作日", "… 停办，不计"
};
/// The due date of `days` working days from `from`; suspended days are not counted. Suspensions that overlap are
/// codes.suspensions_overlap; one that ends before it begins is codes.suspension_backwards.
[[nodiscard]] Due due_date(const WorkingCalendar& calendar, Date from, int days,
                           const std::vector<Suspension>& suspensions = {}, Language language = Language::zh);

/// How a due date was counted, in short: a letter for each day after `from`, up to the due date itself. w: a working
/// day; n: a working day by the holiday notice; e: a weekend; h: a public holiday; s: suspended.
struct Reckoning {
    Date from;
    std::string days;

    [[nodiscard]] Date due() const;
    /// The lines of Due::counted.
    [[nodiscard]] std::vector<std::string> lines(Language language = Language::zh) const;
};
/// As due_date(), with the same errors.
[[nodiscard]] Reckoning reckon(const WorkingCalendar& calendar, Date from, int days,
                               const std::vector<Suspension>& suspensions = {});

using yici::to_string;  // the one for lights would hide it

/// 红绿灯 of electronic supervision: red past the promised limit, a second red past the legal one, yellow at
/// ≤ 1 working day or ≤ 20 % left (project convention).
enum class Light { none, green, yellow, red, double_red };
[[nodiscard]] std::string_view to_string(Light light);
/// The first day on which a case that was accepted on `accepted` shows yellow; kept with the case, so that lists can be
/// asked for by light.
[[nodiscard]] Date yellow_from(const WorkingCalendar& calendar, Date accepted, Date promised_due);
[[nodiscard]] Light light_of(Date today, Date yellow_from, Date promised_due, Date legal_due);

/// A limit in working days that knows no second, legal one: a step of a request, of a correction.
struct Limit {
    Date due;
    Date yellow_from;
};
/// A year whose notice is not there yet is counted with Monday to Friday: the limit is provisional until it comes.
[[nodiscard]] Limit limit_of(const WorkingCalendar& calendar, Date from, int days);
/// Green, yellow or red.
[[nodiscard]] Light light_of(Date today, const Limit& limit);

}  // namespace yici::codes
