#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engines/rules/table.h"
#include "foundation/base/error.h"

namespace yici::rules {

/// What is wrong with a table, or could not be looked at.
struct TableFinding {
    enum class Kind {
        gap,          // inputs that no rule takes, and there is no default (U, A, P, F)
        overlap,      // two rules at once: under U, and under A with different outputs
        impossible,   // a rule that no input can match
        masked,       // a rule that earlier (F) or preferred (P) rules always anticipate
        unknown_cell  // no comparison with constants: gaps and overlaps that hang on it are not seen
    };
    Kind kind = Kind::gap;
    std::vector<size_t> rules;                              // from 1
    std::vector<std::pair<std::string, std::string>> when;  // an input and the unary test that describes the place
    std::string cell;                                       // of unknown_cell

    /// All but unknown_cell.
    [[nodiscard]] bool is_fault() const { return kind != Kind::unknown_cell; }
    [[nodiscard]] std::string to_text(Language language) const;
};

struct TableFindings {
    std::vector<TableFinding> findings;
    bool complete = true;  // false: more gaps or overlaps than kMostFindings, or more cases than the budget
};

constexpr size_t kMostFindings = 100;  // of gaps, and of overlaps

/// Exact for inputs that are flags, enumerated texts, numbers, dates, dates with times and durations, by sweeping the
/// segments of every input; nulls are left out, and so is what `allowedValues` and `inputValues` exclude. Every gap
/// named is one; every overlap named is one.
[[nodiscard]] TableFindings check(const Table& table);

}  // namespace yici::rules
