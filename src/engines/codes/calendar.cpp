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
    calendar.lay_out();
    return calendar;
}

/// Answers for every day from the first to the last year that a notice speaks of.
void WorkingCalendar::lay_out() {
    days_.clear();
    std::set<int> years = known_;
    for (const auto& [year, days_of_it] : years_) years.insert(year);
    if (years.empty()) return;
    using namespace std::chrono;
    first_ = year(*years.begin()) / January / 1;
    const sys_days end = year(*years.rbegin() + 1) / January / 1;
    for (sys_days at = first_; at < end; at += days(1)) {
        const Date day(at);
        days_ += !known_.contains(static_cast<int>(day.year())) ? ' ' : is_weekend(day) ? 'e' : 'w';
    }
    for (const auto& [year, exceptions] : years_) {
        for (const auto& [at, works] : exceptions) {
            // A notice may name a day that is as its weekday says anyway.
            days_[static_cast<size_t>((sys_days(at) - first_).count())] =
                works ? (is_weekend(at) ? 'n' : 'w') : (is_weekend(at) ? 'e' : 'h');
        }
    }
}

char WorkingCalendar::kind_of(sys_days day) const {
    const auto at = (day - first_).count();
    const char kind = at >= 0 && at < std::ssize(days_) ? days_[static_cast<size_t>(at)] : ' ';
    if (kind != ' ') return kind;
    throw Error(ErrorKind::rule_violated, "codes.calendar_unknown", std::to_string(static_cast<int>(Date(day).year())));
}

bool WorkingCalendar::is_named_by_notice(Date day) const {
    const auto at = (sys_days(day) - first_).count();
    const char kind = at >= 0 && at < std::ssize(days_) ? days_[static_cast<size_t>(at)] : ' ';
    return kind == 'n' || kind == 'h';
}

bool WorkingCalendar::is_working_day(Date day) const {
    const char kind = kind_of(day);
    return kind == 'w' || kind == 'n';
}

int WorkingCalendar::last_year() const {
    return known_.empty() ? 0 : *known_.rbegin();
}

WorkingCalendar WorkingCalendar::assuming_weekdays_until(int year) const {
    WorkingCalendar assumed = *this;
    for (int missing = last_year() + 1; missing <= year; ++missing) assumed.known_.insert(missing);
    assumed.lay_out();
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
    for (sys_days day = sys_days(from) + days(1); day <= sys_days(to); day += days(1)) {
        const char kind = kind_of(day);
        if (kind == 'w' || kind == 'n') ++count;
    }
    return count;
}

}  // namespace yici::codes
