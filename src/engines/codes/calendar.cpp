#include "engines/codes/calendar.h"

#include <cstdlib>

#include "foundation/base/files.h"
#include "foundation/base/yaml.h"

namespace yici::codes {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

bool is_weekend(Date day) {
    const std::chrono::weekday weekday{sys_days(day)};
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

Date next(Date day) {
    return Date(sys_days(day) + days(1));
}

}  // namespace

void WorkingCalendar::add_notice(const YamlNode& notice) {
    const int year = static_cast<int>(notice.integer("year"));
    if (notice.texts("papers").empty()) notice.fault("codes.calendar_without_source", std::to_string(year));
    if (!known_.insert(year).second) notice.fault("codes.calendar_twice", std::to_string(year));
    for (const YamlNode& item : notice["days"].items()) {
        const std::string text = item.text("date");
        const bool works = !item.flag_or("off", true);
        if (!item["off"].present()) item.fault("base.yaml_missing_key", "off");
        (void)item.text_or("name", "");
        item.reject_unknown_keys();
        const std::optional<Date> day = parse_date(text);
        if (!day) {
            item.fault("codes.wrong_date", text);
            continue;
        }
        if (const int of = static_cast<int>(day->year()); of != year && of != year - 1)
            item.fault("codes.calendar_other_year", text);
        if (works && !is_weekend(*day)) item.fault("codes.calendar_no_difference", text);
        const auto [there, added] = years_[static_cast<int>(day->year())].emplace(*day, works);
        if (!added) item.fault("codes.calendar_day_twice", text);
    }
    notice.reject_unknown_keys();
}

WorkingCalendar WorkingCalendar::load(const std::filesystem::path& folder, std::vector<Finding>& findings) {
    WorkingCalendar calendar;
    const std::vector<std::filesystem::path> files = files_in(folder, ".yaml");
    if (files.empty()) findings.push_back({folder.string(), 0, "codes.calendar_missing", {}});
    for (const std::filesystem::path& file : files) {
        const YamlNode notice = YamlNode::load(file, findings);
        if (notice.present()) calendar.add_notice(notice);
    }
    return calendar;
}

const bool* WorkingCalendar::exception_of(Date day) const {
    const auto year = years_.find(static_cast<int>(day.year()));
    if (year == years_.end()) return nullptr;
    const auto exception = year->second.find(day);
    return exception == year->second.end() ? nullptr : &exception->second;
}

bool WorkingCalendar::is_named_by_notice(Date day) const {
    const bool* works = exception_of(day);
    return works != nullptr && *works == is_weekend(day);
}

bool WorkingCalendar::is_working_day(Date day) const {
    if (const bool* works = exception_of(day)) return *works;
    const int year = static_cast<int>(day.year());
    if (!known_.contains(year)) throw Error(ErrorKind::rule_violated, "codes.calendar_unknown", std::to_string(year));
    return !is_weekend(day);
}

int WorkingCalendar::last_year() const {
    return known_.empty() ? 0 : *known_.rbegin();
}

WorkingCalendar WorkingCalendar::assuming_weekdays_until(int year) const {
    WorkingCalendar assumed = *this;
    for (int missing = last_year() + 1; missing <= year; ++missing) assumed.known_.insert(missing);
    return assumed;
}

int WorkingCalendar::working_days_in(int year) const {
    using namespace std::chrono;
    return working_days_between(Date(std::chrono::year(year - 1), December, day(31)),
                                Date(std::chrono::year(year), December, day(31)));
}

Date WorkingCalendar::add_working_days(Date from, int count) const {
    if (count < 0) throw Error(ErrorKind::invalid_input, "codes.negative_days", std::to_string(count));
    Date day = from;
    while (count > 0) {
        day = next(day);
        if (is_working_day(day)) --count;
    }
    return day;
}

int WorkingCalendar::working_days_between(Date from, Date to) const {
    if (to < from) return -working_days_between(to, from);
    int count = 0;
    for (Date day = from; day < to;) {
        day = next(day);
        if (is_working_day(day)) ++count;
    }
    return count;
}

}  // namespace yici::codes
