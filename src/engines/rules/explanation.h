#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engines/feel/value.h"
#include "engines/rules/model.h"
#include "foundation/base/error.h"

namespace yici::rules {

/// What a column asked and what it got.
struct InputTrace {
    std::string label;  // as the table writes it
    feel::Value value;
};

/// A rule that matched: its number from 1 and what it gave.
struct MatchTrace {
    size_t rule = 0;
    std::vector<std::pair<std::string, feel::Value>> outputs;
    std::vector<std::string> annotations;
    std::vector<std::pair<size_t, std::string>> conditions;  // column from 0 and the cell's text, without "-"
};

/// A rule that failed at one cell alone.
struct NearMiss {
    size_t rule = 0;
    size_t column = 0;  // from 0, of inputs
    std::string cell;
    std::vector<std::pair<std::string, std::string>> outputs;  // name and text as written
};

struct TableTrace {
    std::string name;  // of the decision or knowledge model
    HitPolicy hit_policy = HitPolicy::unique;
    Aggregation aggregation = Aggregation::none;
    std::vector<InputTrace> inputs;
    std::vector<MatchTrace> matches;  // those that the hit policy looked at
    std::vector<NearMiss> near_misses;
    bool by_default = false;
    std::optional<size_t> refused_input;  // the column whose value is none of those that the table allows
};

/// One decision, or one call of a knowledge model that holds a table.
struct DecisionTrace {
    std::string name;
    std::string question;
    std::vector<InputTrace> inputs;
    std::vector<TableTrace> tables;
    feel::Value result;
    std::vector<std::pair<std::string, std::string>> notes;  // key and detail of what went wrong
};

/// Why an answer is what it is: the decisions in the order in which they were done, the asked one last.
struct Explanation {
    std::vector<DecisionTrace> decisions;

    /// Lines that a citizen can read; lists and contexts are shortened.
    [[nodiscard]] std::string to_text(Language language) const;
};

/// One table's part of the text.
[[nodiscard]] std::string to_text(const TableTrace& table, Language language);

}  // namespace yici::rules
