#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "foundation/base/clock.h"

namespace yici::disputes {

using yici::to_string;  // the ones for source kinds and outcomes would hide it

/// Who says that a value is wrong: a quality rule, a clerk at a window, an application that got it in a call's answer,
/// the citizen it is about.
enum class SourceKind { quality, clerk, caller, citizen };
[[nodiscard]] std::string_view to_string(SourceKind kind);
[[nodiscard]] std::optional<SourceKind> parse_source_kind(std::string_view text);

struct TicketSource {
    int64_t step = 0;
    SourceKind kind = SourceKind::citizen;
    std::string by;            // rule, account or application; "citizen"
    std::string by_name;       // for people
    std::string organisation;  // credit code; empty for a citizen
    std::string reason;
    std::string claimed;      // what should stand there; empty when nobody can tell
    std::string case_number;  // where it was noticed
    Instant time{};
};

/// What came of it.
enum class Outcome { open, corrected, refused };
[[nodiscard]] std::string_view to_string(Outcome outcome);
[[nodiscard]] std::optional<Outcome> parse_outcome(std::string_view text);

/// One correction (数据校正单): one field of one record, however many have noticed it.
struct Ticket {
    std::string id;       // "JZ201806120001"
    std::string subject;  // journal::Subjects::digest_of
    std::string type;
    std::string field;
    std::string item;       // which of the subject's records of the type; empty where there is one
    std::string authority;  // credit code of the body whose word counts for the field
    Outcome outcome = Outcome::open;
    Instant opened{};
    codes::Limit limit{};
    std::string extension;  // why it takes longer; empty: not extended
    std::string answer;     // reason of the correction or the refusal
    std::string decided_by;
    std::string decided_by_name;
    std::optional<Instant> closed;
    int64_t sources = 0;
};

struct TicketEvent {
    int64_t step = 0;
    Instant time{};
    std::string actor_name;
    std::string organisation;
    std::string action;  // open, merge, extend, evidence, correct, refuse
    std::string note;
};

/// A case that has used the value, of this node or of an application elsewhere.
struct UsedBy {
    std::string case_number;
    std::string matter;
    std::string material;
    std::string organisation;  // credit code of the body that handles the case or called
    std::string application;   // empty for a case of this node
    bool here = false;         // a case of this node: it bears a mark
    std::string effect;        // "" while open, "unchanged", "value_changed", "answer_changed", "unknown"
    std::string verdict;       // of the mark
    Instant time{};
};

/// How one body keeps its records right.
struct BodyFigures {
    std::string authority;
    int64_t tickets = 0;
    int64_t open = 0;
    int64_t overdue = 0;  // open and past their day
    int64_t corrected = 0;
    int64_t refused = 0;
    int64_t in_time = 0;      // closed on their day or before
    double average_days = 0;  // civil days until closed
};

/// Under which the registry keeps the disputed record of the subject with this ID number or credit code.
[[nodiscard]] std::string record_of(const Ticket& ticket, const std::string& code);
/// Under which its field is told to readers as disputed.
[[nodiscard]] std::string disputed_type(std::string_view type, std::string_view item);
/// Green, yellow or red while it is open.
[[nodiscard]] codes::Light light_of(const Ticket& ticket, Date today);

}  // namespace yici::disputes
