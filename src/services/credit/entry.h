#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/codes/calendar.h"
#include "foundation/base/clock.h"
#include "services/credit/rules.h"

namespace yici::credit {

using yici::to_string;  // the ones for states would hide it

/// Where an entry stands. expired is counted from its last day, never stored.
enum class Standing { published, expired, repaired, removed };
[[nodiscard]] std::string_view to_string(Standing standing);
[[nodiscard]] std::optional<Standing> parse_standing(std::string_view text);

/// One entry of a credit file; its values are a record under record_key().
struct Entry {
    std::string number;  // "XY201806120001"
    int64_t file = 0;
    std::string subject;  // ID number or credit code
    std::string kind;
    std::string list;   // of a listing
    std::string organ;  // credit code of the body that made it
    std::string document;
    Date decided_on{};
    std::optional<Date> published_until;  // none: until it is removed
    Standing state = Standing::published;
    bool made_up = false;
    std::string created_by;
    Instant created_at{};
    std::optional<Instant> ended_at;  // repaired or removed
    std::string ended_reason;

    [[nodiscard]] std::string record_key() const { return subject + "/" + number; }
};

[[nodiscard]] Standing standing_of(const Entry& entry, Date today);
/// The last day of publication by rule; none for kinds without a period. `given` is the value of until_field.
[[nodiscard]] std::optional<Date> last_day(Date decided_on, int months, const std::optional<Date>& given);
/// Nature, days and months of an entry, which are the list's for a listing.
[[nodiscard]] Nature nature_of(const Rules& rules, const Entry& entry);
[[nodiscard]] int repair_after_days(const Rules& rules, const Entry& entry);

/// What the registry concludes about a subject.
struct Conclusion {
    int64_t black_lists = 0;
    int64_t red_lists = 0;
    int64_t bad = 0;
    int64_t good = 0;
    bool dishonest = false;
    bool operator==(const Conclusion&) const = default;
};
[[nodiscard]] Conclusion conclude(const Rules& rules, const std::vector<Entry>& entries, Date today);

enum class RepairState { reviewing, supplementing, accepted, refused, withdrawn };
[[nodiscard]] std::string_view to_string(RepairState state);
[[nodiscard]] std::string_view name_of(RepairState state);  // 审核中
[[nodiscard]] std::optional<RepairState> parse_repair_state(std::string_view text);

struct Evidence {
    std::string title;
    std::string content;
    Instant time{};
};

/// An application for repair (信用修复).
struct Repair {
    std::string number;  // "XF201806120001"
    std::string entry;
    std::string subject;
    std::string organ;
    std::string reason;
    RepairState state = RepairState::reviewing;
    std::optional<codes::Limit> limit;
    std::string answer;
    std::string basis;
    bool supplemented = false;
    Instant created_at{};
};

/// supplement, accept, refuse: the body that made the entry. submit, withdraw: the subject.
enum class RepairAction { supplement, accept, refuse, submit, withdraw };
[[nodiscard]] std::string_view to_string(RepairAction action);
[[nodiscard]] bool state_allows(const Repair& repair, RepairAction action);
[[nodiscard]] codes::Light light_of(const Repair& repair, Date today);

struct Event {
    int64_t step = 0;
    Instant time{};
    std::string actor_name;
    std::string organisation;
    std::string action;
    std::string note;
};

}  // namespace yici::credit
