#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "foundation/http/listing.h"
#include "services/decisions/comparison.h"

namespace yici::decisions {

/// A page of `DecisionSummary`.
[[nodiscard]] std::string page_json(const std::vector<Known>& decisions, const http::Part& part);
/// `Decision`: inputs, table, what the checks found, tests.
[[nodiscard]] std::string decision_json(const Library& library, const Known& known);
/// `DecisionAnswer`: the answer and why.
[[nodiscard]] std::string answer_json(const rules::Answer& answer);

/// What a comparison was made of and what it found.
struct Comparison {
    std::vector<Situation> situations;  // stored ones first
    size_t stored = 0;                  // how many of them are cases
    int64_t cases_found = 0;            // cases that used the decision, more than `stored` when there are too many
    Instant since;
    std::vector<Changed> changed;
    std::vector<rules::TableReport> checks;  // of the changed model
};
[[nodiscard]] std::string comparison_json(const Comparison& comparison);

/// {"inputs":{…}} of an evaluation; an input that the decision does not have is decisions.unknown_input.
[[nodiscard]] feel::Context parse_inputs(const Known& known, std::string_view body);

struct CompareRequest {
    std::string dmn;
    bool cases = true;
    std::vector<feel::Context> inputs;
};
[[nodiscard]] CompareRequest parse_compare(const Known& known, std::string_view body);

/// A line of FEEL to try, with the values of its names.
struct Line {
    std::string expression;
    feel::Context variables;
};
[[nodiscard]] Line parse_line(std::string_view body);
/// `FeelAnswer`: the value as JSON and as FEEL writes it, and what went wrong on the way.
[[nodiscard]] std::string line_json(const feel::Value& value, const std::vector<feel::Fault>& notes);

}  // namespace yici::decisions
