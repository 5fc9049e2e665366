#pragma once

#include <optional>
#include <string>

#include "foundation/base/clock.h"

namespace yici::cases {

/// A mark on a case that has used a value which somebody disputes (数据异议): set when the dispute opens, told what
/// came of it when it ends, weighed by who handles the case. What was brought or fetched stays as it was.
struct Flag {
    std::string ticket;    // of the correction
    std::string material;  // of this case's matter
    std::string type;      // record type
    std::string field;
    std::string title;       // of the field, for people
    std::string state;       // "disputed", "corrected", "confirmed"
    std::string effect;      // "", "unchanged", "value_changed", "answer_changed"
    std::string verdict;     // "" while nobody has weighed it, "stands", "changed"
    std::string note;        // of the verdict
    std::string weighed_by;  // name
    Instant raised{};
    std::optional<Instant> weighed;

    /// Waits for somebody: the value was found wrong and it made a difference.
    [[nodiscard]] bool open() const { return verdict.empty() && state != "confirmed" && effect != "unchanged"; }
};

}  // namespace yici::cases
