#include <algorithm>
#include <array>

#include "engines/codes/calendar.h"

namespace yici::codes {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::array<std::string_view, 7> kWeekdaysZh{"星期日", "星期一", "星期二", "星期三",
                                                      "星期四", "星期五", "星期六"};
constexpr std::array<std::string_view, 7> kWeekdaysEn{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

enum class Step { counted, weekend, holiday, suspended };

/// One line of the account; `number` counts working days from 1.
std::string line_of(Date day, Step step, bool by_notice, int number, Language language) {
    const bool zh = language == Language::zh;
    const unsigned weekday = std::chrono::weekday(sys_days(day)).c_encoding();
    std::string line = yici::to_string(day) + " " + std::string(zh ? kWeekdaysZh[weekday] : kWeekdaysEn[weekday]) + " ";
    switch (step) {
        case Step::suspended:
            return line + (zh ? "停办，不计" : "suspended, not counted");
        case Step::holiday:
            return line + (zh ? "放假，不计" : "public holiday, not counted");
        case Step::weekend:
            return line + (zh ? "休息，不计" : "weekend, not counted");
        case Step::counted:
            break;
    }
    line += zh ? "第" + std::to_string(number) + "个工作日" : "working day " + std::to_string(number);
    if (by_notice) line += zh ? "（调休上班）" : " (worked by the holiday notice)";
    return line;
}

std::vector<Suspension> checked(std::vector<Suspension> suspensions) {
    std::sort(suspensions.begin(), suspensions.end(),
              [](const Suspension& a, const Suspension& b) { return a.from < b.from; });
    for (size_t i = 0; i < suspensions.size(); ++i) {
        const Suspension& one = suspensions[i];
        if (one.to < one.from)
            throw Error(ErrorKind::rule_violated, "codes.suspension_backwards", yici::to_string(one.from));
        if (i > 0 && one.from <= suspensions[i - 1].to)
            throw Error(ErrorKind::rule_violated, "codes.suspensions_overlap", yici::to_string(one.from));
    }
    return suspensions;
}

bool is_suspended(const std::vector<Suspension>& sorted, Date day) {
    return std::any_of(sorted.begin(), sorted.end(),
                       [&](const Suspension& one) { return one.from <= day && day <= one.to; });
}

}  // namespace

Due due_date(const WorkingCalendar& calendar, Date from, int count, const std::vector<Suspension>& suspensions,
             Language language) {
    if (count < 0) throw Error(ErrorKind::invalid_input, "codes.negative_days", std::to_string(count));
    const std::vector<Suspension> sorted = checked(suspensions);
    Due due{from, {}};
    for (int counted = 0; counted < count;) {
        due.date = Date(sys_days(due.date) + days(1));
        const bool by_notice = calendar.is_named_by_notice(due.date);
        Step step = Step::counted;
        if (!calendar.is_working_day(due.date)) {
            step = by_notice ? Step::holiday : Step::weekend;
        } else if (is_suspended(sorted, due.date)) {
            step = Step::suspended;
        } else {
            ++counted;
        }
        due.counted.push_back(line_of(due.date, step, by_notice, counted, language));
    }
    return due;
}

std::string_view to_string(Light light) {
    switch (light) {
        case Light::green:
            return "green";
        case Light::yellow:
            return "yellow";
        case Light::red:
            return "red";
        case Light::double_red:
            return "double_red";
        case Light::none:
            break;
    }
    return "none";
}

Date yellow_from(const WorkingCalendar& calendar, Date accepted, Date promised_due) {
    const int whole = calendar.working_days_between(accepted, promised_due);
    Date day = promised_due;
    while (day > accepted) {
        const Date before{std::chrono::sys_days(day) - std::chrono::days(1)};
        const int left = calendar.working_days_between(before, promised_due);
        if (left > 1 && left * 5 > whole) break;
        day = before;
    }
    return day;
}

Light light_of(Date today, Date yellow_from, Date promised_due, Date legal_due) {
    if (today > legal_due) return Light::double_red;
    if (today > promised_due) return Light::red;
    return today >= yellow_from ? Light::yellow : Light::green;
}

Limit limit_of(const WorkingCalendar& calendar, Date from, int days) {
    const WorkingCalendar known = calendar.assuming_weekdays_until(static_cast<int>(from.year()) + 2);
    const Date due = known.add_working_days(from, days);
    return {due, yellow_from(known, from, due)};
}

Light light_of(Date today, const Limit& limit) {
    if (today > limit.due) return Light::red;
    return today >= limit.yellow_from ? Light::yellow : Light::green;
}

}  // namespace yici::codes
