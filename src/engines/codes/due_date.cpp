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

/// One line of the account; `number` counts working days from 1.
std::string line_of(Date day, char kind, int number, Language language) {
    const bool zh = language == Language::zh;
    const unsigned weekday = std::chrono::weekday(sys_days(day)).c_encoding();
    std::string line = yici::to_string(day) + " " + std::string(zh ? kWeekdaysZh[weekday] : kWeekdaysEn[weekday]) + " ";
    switch (kind) {
        case 's':
            return line + (zh ? "停办，不计" : "suspended, not counted");
        case 'h':
            return line + (zh ? "放假，不计" : "public holiday, not counted");
        case 'e':
            return line + (zh ? "休息，不计" : "weekend, not counted");
        default:
            break;
    }
    line += zh ? "第" + std::to_string(number) + "个工作日" : "working day " + std::to_string(number);
    if (kind == 'n') line += zh ? "（调休上班）" : " (worked by the holiday notice)";
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

bool is_suspended(const std::vector<Suspension>& sorted, sys_days day) {
    return std::any_of(sorted.begin(), sorted.end(),
                       [&](const Suspension& one) { return sys_days(one.from) <= day && day <= sys_days(one.to); });
}

}  // namespace

Reckoning reckon(const WorkingCalendar& calendar, Date from, int count, const std::vector<Suspension>& suspensions) {
    if (count < 0) throw Error(ErrorKind::invalid_input, "codes.negative_days", std::to_string(count));
    const std::vector<Suspension> sorted = checked(suspensions);
    Reckoning reckoning{from, {}};
    reckoning.days.reserve(static_cast<size_t>(count) * 2);
    sys_days at = from;
    for (int counted = 0; counted < count;) {
        char kind = calendar.kind_of(at += days(1));
        if (kind == 'w' || kind == 'n') {
            if (is_suspended(sorted, at)) {
                kind = 's';
            } else {
                ++counted;
            }
        }
        reckoning.days += kind;
    }
    return reckoning;
}

Date Reckoning::due() const {
    return Date(sys_days(from) + std::chrono::days(std::ssize(days)));
}

std::vector<std::string> Reckoning::lines(Language language) const {
    std::vector<std::string> lines;
    sys_days at = from;
    int counted = 0;
    for (const char kind : days) {
        if (kind == 'w' || kind == 'n') ++counted;
        lines.push_back(line_of(Date(at += std::chrono::days(1)), kind, counted, language));
    }
    return lines;
}

Due due_date(const WorkingCalendar& calendar, Date from, int count, const std::vector<Suspension>& suspensions,
             Language language) {
    const Reckoning reckoning = reckon(calendar, from, count, suspensions);
    return {reckoning.due(), reckoning.lines(language)};
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
    sys_days day = promised_due;
    for (int left = 0; day > sys_days(accepted); day -= days(1)) {  // working days from `day` to the end
        const char kind = calendar.kind_of(day);
        if (kind == 'w' || kind == 'n') ++left;
        if (left > 1 && left * 5 > whole) break;
    }
    return Date(day);
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
