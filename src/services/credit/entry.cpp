#include "services/credit/entry.h"

#include <algorithm>

namespace yici::credit {

namespace {

constexpr std::pair<Standing, std::string_view> kStandings[] = {{Standing::published, "published"},
                                                                {Standing::expired, "expired"},
                                                                {Standing::repaired, "repaired"},
                                                                {Standing::removed, "removed"}};
struct Named {
    RepairState state;
    std::string_view text;
    std::string_view name;
};
constexpr Named kRepairStates[] = {{RepairState::reviewing, "reviewing", "审核中"},
                                   {RepairState::supplementing, "supplementing", "待补充材料"},
                                   {RepairState::accepted, "accepted", "准予修复"},
                                   {RepairState::refused, "refused", "不予修复"},
                                   {RepairState::withdrawn, "withdrawn", "已撤回"}};

}  // namespace

std::string_view to_string(Standing standing) {
    return std::ranges::find(kStandings, standing, &std::pair<Standing, std::string_view>::first)->second;
}

std::optional<Standing> parse_standing(std::string_view text) {
    for (const auto& [standing, name] : kStandings) {
        if (name == text) return standing;
    }
    return std::nullopt;
}

Standing standing_of(const Entry& entry, Date today) {
    if (entry.state != Standing::published) return entry.state;
    return entry.published_until && *entry.published_until < today ? Standing::expired : Standing::published;
}

std::optional<Date> last_day(Date decided_on, int months, const std::optional<Date>& given) {
    if (given) return given;
    if (months == 0) return std::nullopt;
    Date day = decided_on + std::chrono::months(months);
    if (!day.ok()) day = day.year() / day.month() / std::chrono::last;  // decided on a 31st
    return Date{std::chrono::sys_days(day) - std::chrono::days(1)};
}

Nature nature_of(const Rules& rules, const Entry& entry) {
    if (const List* list = rules.list(entry.list)) return list->black ? Nature::bad : Nature::good;
    const Kind* kind = rules.kind(entry.kind);
    return kind != nullptr ? kind->nature : Nature::neutral;
}

int repair_after_days(const Rules& rules, const Entry& entry) {
    if (const List* list = rules.list(entry.list)) return list->repair_after_days;
    const Kind* kind = rules.kind(entry.kind);
    return kind != nullptr ? kind->repair_after_days : -1;
}

Conclusion conclude(const Rules& rules, const std::vector<Entry>& entries, Date today) {
    Conclusion found;
    for (const Entry& entry : entries) {
        if (standing_of(entry, today) != Standing::published) continue;
        const Kind* kind = rules.kind(entry.kind);
        const Nature nature = nature_of(rules, entry);
        if (kind != nullptr && kind->listing) {
            ++(nature == Nature::bad ? found.black_lists : found.red_lists);
            if (nature == Nature::bad) found.dishonest = true;
            continue;
        }
        if (nature == Nature::bad) ++found.bad;
        if (nature == Nature::good) ++found.good;
        if (kind != nullptr && kind->dishonest) found.dishonest = true;
    }
    return found;
}

std::string_view to_string(RepairState state) {
    return std::ranges::find(kRepairStates, state, &Named::state)->text;
}

std::string_view name_of(RepairState state) {
    return std::ranges::find(kRepairStates, state, &Named::state)->name;
}

std::optional<RepairState> parse_repair_state(std::string_view text) {
    const auto* found = std::ranges::find(kRepairStates, text, &Named::text);
    if (found == std::end(kRepairStates)) return std::nullopt;
    return found->state;
}

std::string_view to_string(RepairAction action) {
    switch (action) {
        case RepairAction::supplement:
            return "supplement";
        case RepairAction::accept:
            return "accept";
        case RepairAction::refuse:
            return "refuse";
        case RepairAction::submit:
            return "submit";
        case RepairAction::withdraw:
            return "withdraw";
    }
    return "submit";
}

bool state_allows(const Repair& repair, RepairAction action) {
    switch (action) {
        case RepairAction::supplement:  // once: the applicant is told everything at one time
            return repair.state == RepairState::reviewing && !repair.supplemented;
        case RepairAction::accept:
        case RepairAction::refuse:
            return repair.state == RepairState::reviewing;
        case RepairAction::submit:
            return repair.state == RepairState::supplementing;
        case RepairAction::withdraw:
            return repair.state == RepairState::reviewing || repair.state == RepairState::supplementing;
    }
    return false;
}

codes::Light light_of(const Repair& repair, Date today) {
    return repair.limit ? codes::light_of(today, *repair.limit) : codes::Light::none;
}

}  // namespace yici::credit
