#include "services/cases/case.h"

#include <algorithm>
#include <array>

#include "services/cases/case_json.h"

namespace yici::cases {

namespace {

constexpr std::array<std::pair<MaterialStatus, std::string_view>, 9> kStatuses{{
    {MaterialStatus::waiting, "waiting"},
    {MaterialStatus::fetching, "fetching"},
    {MaterialStatus::present, "present"},
    {MaterialStatus::missing, "missing"},
    {MaterialStatus::contradictory, "contradictory"},
    {MaterialStatus::failed, "failed"},
    {MaterialStatus::to_bring, "to_bring"},
    {MaterialStatus::brought, "brought"},
    {MaterialStatus::not_needed, "not_needed"},
}};

}  // namespace

bool asks_for_form(const Case& item) {
    return std::ranges::count(item.correction, kFormItem, &CorrectionItem::material) > 0;
}

std::string_view to_string(MaterialStatus status) {
    for (const auto& [value, text] : kStatuses) {
        if (value == status) return text;
    }
    return "";
}

std::optional<MaterialStatus> parse_material_status(std::string_view text) {
    for (const auto& [value, name] : kStatuses) {
        if (name == text) return value;
    }
    return std::nullopt;
}

namespace {

constexpr int kYearsAhead = 5;  // longer than any limit and its stops

void count_by(Case& item, const codes::WorkingCalendar& calendar, int promised_days, int legal_days,
              const std::vector<codes::Suspension>& suspensions) {
    codes::Reckoning promised = codes::reckon(calendar, *item.accepted_on, promised_days, suspensions);
    item.promised_due = promised.due();
    item.legal_due = legal_days <= promised_days
                         ? promised.due()
                         : codes::reckon(calendar, *item.accepted_on, legal_days, suspensions).due();
    item.yellow_from = codes::yellow_from(calendar, *item.accepted_on, *item.promised_due);
    item.counted = std::move(promised.days);
}

}  // namespace

void count_clock(Case& item, const codes::WorkingCalendar& calendar, int promised_days, int legal_days, Date today) {
    if (!item.accepted_on) return;
    std::vector<codes::Suspension> suspensions;
    for (const Stop& stop : item.stops) {
        // An open stop holds the clock at least until today; the date moves on when it ends.
        suspensions.push_back({stop.from, stop.to.value_or(std::max(stop.from, today))});
    }
    try {
        count_by(item, calendar, promised_days, legal_days, suspensions);
    } catch (const Error& error) {
        if (error.key() != "codes.calendar_unknown") throw;
        // Next year's notice comes out in November: nobody is turned away because it is not there yet.
        const int assumed = static_cast<int>(std::max(today, *item.accepted_on).year()) + kYearsAhead;
        count_by(item, calendar.assuming_weekdays_until(assumed), promised_days, legal_days, suspensions);
        item.counted = std::to_string(calendar.last_year() + 1) + "?" + item.counted;
    }
}

std::vector<std::string> counted_lines(const Case& item) {
    if (item.counted.starts_with('[')) return lines_from(item.counted);  // as it was kept before migration 2
    if (!item.accepted_on) return {};
    const size_t assumed = item.counted.find('?');
    std::vector<std::string> lines;
    if (assumed != std::string::npos) {
        lines.push_back(item.counted.substr(0, assumed) + "年起的放假通知尚未公布，暂按周一至周五计算");
    }
    const size_t days = assumed == std::string::npos ? 0 : assumed + 1;
    for (std::string& line : codes::Reckoning{*item.accepted_on, item.counted.substr(days)}.lines()) {
        lines.push_back(std::move(line));
    }
    return lines;
}

codes::Light light_of(const Case& item, Date today) {
    if (!item.promised_due || !is_live(item.state)) return codes::Light::none;
    if (item.state == State::suspended) return codes::Light::green;
    return codes::light_of(today, *item.yellow_from, *item.promised_due, *item.legal_due);
}

}  // namespace yici::cases
