#include "engines/rules/table.h"

#include <algorithm>

#include "engines/rules/table_index.h"
#include "foundation/base/text.h"

namespace yici::rules {

using feel::Value;

namespace {

/// Parses texts of one table; what is wrong becomes a finding and no expression.
class Cells {
  public:
    Cells(const feel::Names& names, const feel::Types& types, std::string_view file, std::vector<Finding>& findings)
        : names_(names), types_(types), file_(file), findings_(findings) {}

    std::optional<feel::Expression> value(const Text& text) const {
        return parse(text, [this](const std::string& words) { return feel::Expression::parse(words, names_, types_); });
    }
    std::optional<feel::Expression> tests(const Text& text) const {
        return parse(text, [this](const std::string& words) {
            return feel::Expression::parse_unary_tests(words, names_, types_);
        });
    }

  private:
    template <typename Parse>
    std::optional<feel::Expression> parse(const Text& text, Parse parse_words) const {
        if (trim(text.text).empty()) return std::nullopt;
        try {
            return parse_words(text.text);
        } catch (const Error& error) {
            findings_.push_back({std::string(file_), text.line, error.key(), error.detail()});
            return std::nullopt;
        }
    }

    const feel::Names& names_;
    const feel::Types& types_;
    std::string_view file_;
    std::vector<Finding>& findings_;
};

bool is_any(const Text& text) {
    const auto trimmed = trim(text.text);
    return trimmed.empty() || trimmed == "-";
}

Value value_of(const std::optional<feel::Expression>& expression, std::span<const Value> frame, feel::Run& run) {
    return expression ? expression->evaluate(frame, run) : Value();
}

std::string first_text(std::initializer_list<std::string> candidates) {
    for (const auto& candidate : candidates) {
        if (!trim(candidate).empty()) return std::string(trim(candidate));
    }
    return {};
}

}  // namespace

Table::Table(const TableModel& model, const feel::Names& names, const feel::Types& types, const FindType& find_type,
             std::string_view file, std::vector<Finding>& findings)
    : hit_policy_(model.hit_policy), aggregation_(model.aggregation), line_(model.line) {
    const Cells cells(names, types, file, findings);
    for (const InputClause& clause : model.inputs) {
        if (trim(clause.expression.text).empty())
            findings.push_back({std::string(file), model.line, "rules.part_missing", "inputExpression"});
        inputs_.push_back({first_text({clause.label, clause.expression.text}),
                           std::string(trim(clause.expression.text)), cells.value(clause.expression),
                           cells.tests(clause.values), find_type(clause.type, model.line)});
    }
    for (size_t i = 0; i < model.outputs.size(); ++i) {
        const OutputClause& clause = model.outputs[i];
        Output output{first_text({clause.name, clause.label, "output " + std::to_string(i + 1)}),
                      find_type(clause.type, model.line), constant_list(clause.values.text),
                      cells.value(clause.default_value)};
        if (output.order.empty()) output.order = allowed_values(output.type.get());
        outputs_.push_back(std::move(output));
    }
    for (const Rule& rule : model.rules) {
        Row row{rule.line, {}, {}, rule.annotations};
        for (const Text& text : rule.inputs) {
            Cell cell{is_any(text), std::nullopt, std::string(trim(text.text))};
            if (!cell.any) cell.test = cells.tests(text);
            row.inputs.push_back(std::move(cell));
        }
        for (const Text& text : rule.outputs) row.outputs.push_back({cells.value(text), std::string(trim(text.text))});
        rows_.push_back(std::move(row));
    }
    index_ = std::make_unique<const TableIndex>(*this);
}

Table::Table(Table&&) noexcept = default;
Table::~Table() = default;

bool Table::has_fallback() const {
    return std::any_of(outputs_.begin(), outputs_.end(), [](const Output& output) { return output.fallback; });
}

Value Table::evaluate(std::span<const Value> frame, feel::Run& run, TableTrace* trace) const {
    std::vector<Value> inputs;
    inputs.reserve(inputs_.size());
    for (const Input& input : inputs_) inputs.push_back(value_of(input.expression, frame, run));
    if (trace != nullptr) {
        trace->hit_policy = hit_policy_;
        trace->aggregation = aggregation_;
        for (size_t i = 0; i < inputs.size(); ++i) trace->inputs.push_back({inputs_[i].label, inputs[i]});
    }
    if (const auto refused = refused_input(inputs, frame, run)) {
        note(run, "rules.input_refused", inputs_[*refused].label);
        if (trace != nullptr) trace->refused_input = refused;
        return {};
    }
    const Matches matches = matching(inputs, frame, run);
    Value answer = matches.empty() ? fallback(frame, run, trace) : outcome(matches, frame, run, trace);
    if (trace != nullptr) find_near_misses(inputs, frame, run, *trace);
    return answer;
}

std::optional<size_t> Table::refused_input(std::span<const Value> inputs, std::span<const Value> frame,
                                           feel::Run& run) const {
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (!inputs_[i].allowed) continue;
        const ColumnIndex& column = index_->columns()[i];
        const auto segment = column.allowed_unknown ? std::nullopt : column.segment_of(inputs[i]);
        const bool refused =
            segment ? column.segments[*segment].refused : inputs_[i].allowed->test(inputs[i], frame, run) != true;
        if (refused) return i;
    }
    return std::nullopt;
}

Table::Matches Table::matching(std::span<const Value> inputs, std::span<const Value> frame, feel::Run& run) const {
    RuleSet candidates = index_->all();
    std::vector<bool> asked(inputs.size(), false);
    for (size_t i = 0; i < inputs.size(); ++i) {
        const ColumnIndex& column = index_->columns()[i];
        const auto segment = column.segment_of(inputs[i]);
        if (!segment || !column.segments[*segment].exists) continue;
        for (size_t word = 0; word < candidates.size(); ++word)
            candidates[word] &= column.segments[*segment].rules[word];
        asked[i] = true;
    }
    run.steps_left -= static_cast<int64_t>(inputs.size());
    Matches found;
    for (size_t rule = 0; rule < rows_.size(); ++rule) {
        if (!has(candidates, rule)) continue;
        bool holds = true;
        for (size_t i = 0; holds && i < inputs.size(); ++i) {
            const Cell& cell = rows_[rule].inputs[i];
            if (cell.any || (asked[i] && !has(index_->columns()[i].unknown, rule))) continue;
            holds = cell.test && cell.test->test(inputs[i], frame, run) == true;
        }
        if (!holds) continue;
        found.push_back(static_cast<uint32_t>(rule));
        if (hit_policy_ == HitPolicy::first) break;
    }
    return found;
}

void Table::find_near_misses(std::span<const Value> inputs, std::span<const Value> frame, feel::Run& run,
                             TableTrace& trace) const {
    for (size_t rule = 0; rule < rows_.size(); ++rule) {
        size_t failed = 0;
        size_t where = 0;
        for (size_t i = 0; failed < 2 && i < inputs.size(); ++i) {
            const Cell& cell = rows_[rule].inputs[i];
            if (cell.any || (cell.test && cell.test->test(inputs[i], frame, run) == true)) continue;
            ++failed;
            where = i;
        }
        if (failed != 1) continue;
        NearMiss miss{rule + 1, where, rows_[rule].inputs[where].text, {}};
        for (size_t i = 0; i < outputs_.size(); ++i)
            miss.outputs.emplace_back(outputs_[i].name, rows_[rule].outputs[i].text);
        trace.near_misses.push_back(std::move(miss));
    }
}

}  // namespace yici::rules
