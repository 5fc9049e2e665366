#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/codes/calendar.h"
#include "foundation/base/clock.h"
#include "services/cases/state.h"

namespace yici::cases {

using yici::to_string;  // the ones for states and actions would hide it

/// A special procedure (特别程序) that stops the clock, from its first day to its last, both inclusive; open while it
/// runs.
struct Stop {
    std::string kind;  // 专家评审, 现场勘查 …
    std::string reason;
    Date from;
    std::optional<Date> to;
};

/// What a correction notice calls the application form itself, whose answers are to be changed.
inline constexpr std::string_view kFormItem = "form";

struct CorrectionItem {
    std::string material;  // of the matter, or kFormItem
    std::string name;
    std::string reason;
};

struct Event {
    int64_t step = 0;
    Instant time;
    std::string actor;
    std::string actor_name;
    std::string action;
    State state = State::draft;
    std::string note;
};

/// One application for a matter. Dates are civil days in China.
struct Case {
    std::string number;           // 统一受理号
    std::string national_number;  // 办件编号; empty before acceptance
    std::string query_password;   // six digits
    std::string matter;
    std::string department;
    std::string window_organisation;  // who received it
    std::string subject;              // ID number or credit code
    std::string applicant_name;       // empty until a registry has said it
    std::string channel;              // domain code list: 1 online, 2 mobile, 8 window …
    std::string form = "{}";          // one JSON object, what was still asked of the applicant
    State state = State::draft;
    Instant received_at;
    std::optional<Instant> confirmed_at;
    std::optional<Instant> accepted_at;
    std::optional<Date> accepted_on;  // the day from which the clock counts
    std::optional<Date> promised_due;
    std::optional<Date> legal_due;
    std::optional<Date> yellow_from;
    std::string counted;  // how the promised due date was counted, in short; see counted_lines()
    std::optional<Instant> decided_at;
    std::optional<bool> granted;
    std::string opinion;
    std::string decided_by;
    std::vector<CorrectionItem> correction;
    std::optional<Instant> corrected_at;
    std::string licence;
    std::string licence_name;
    std::vector<Stop> stops;
    int64_t steps = 0;       // its events so far
    int64_t version = 0;     // grows with every change of its row
    int64_t open_flags = 0;  // marks that wait to be weighed
};

/// What became of one material of a case.
enum class MaterialStatus {
    waiting,
    fetching,
    present,
    missing,
    contradictory,
    failed,
    to_bring,
    brought,
    not_needed  // in this applicant's situation
};
[[nodiscard]] std::string_view to_string(MaterialStatus status);
[[nodiscard]] std::optional<MaterialStatus> parse_material_status(std::string_view text);

struct FieldValue {
    std::string name;
    std::string title;
    std::string title_en;
    std::string value;  // in clear; masked when shown
    std::string mask;   // how to mask it; empty: not at all
    bool disputed = false;
};

struct MaterialResult {
    std::string material;
    MaterialStatus status = MaterialStatus::waiting;
    std::string source;    // credit code of the body that answered
    std::string system;    // its system
    std::string resource;  // catalogue code
    int64_t milliseconds = 0;
    int attempts = 0;
    std::string answer;  // "yes", "no" or empty
    std::vector<FieldValue> fields;
    std::string note;
    bool disputed = false;   // somebody disputed what the answer rests on, when it came
    std::string answer_sm3;  // digest of the provider's signed answer, as in the journal
};

/// Whether the correction notice asks for the form to be filled in anew.
[[nodiscard]] bool asks_for_form(const Case& item);
/// The clock of an accepted case: due dates with every stop taken out.
void count_clock(Case& item, const codes::WorkingCalendar& calendar, int promised_days, int legal_days, Date today);
/// How the promised due date was counted, a line a day for people; nothing before acceptance.
[[nodiscard]] std::vector<std::string> counted_lines(const Case& item);
/// The light of a case on a day; none before acceptance and after the end.
[[nodiscard]] codes::Light light_of(const Case& item, Date today);

}  // namespace yici::cases
