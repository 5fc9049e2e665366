#include <algorithm>

#include "engines/feel/compare.h"
#include "engines/rules/table.h"

namespace yici::rules {

using feel::Value;

namespace {

void trace_match(const Table& table, uint32_t rule, const std::vector<Value>& outputs, TableTrace& trace) {
    const Table::Row& row = table.rows()[rule];
    MatchTrace match{rule + 1, {}, row.annotations, {}};
    for (size_t i = 0; i < outputs.size(); ++i) match.outputs.emplace_back(table.outputs()[i].name, outputs[i]);
    for (size_t i = 0; i < row.inputs.size(); ++i) {
        if (!row.inputs[i].any) match.conditions.emplace_back(i, row.inputs[i].text);
    }
    trace.matches.push_back(std::move(match));
}

size_t place(const std::vector<Value>& order, const Value& value) {
    const auto found =
        std::find_if(order.begin(), order.end(), [&](const Value& one) { return feel::equals(one, value) == true; });
    return static_cast<size_t>(found - order.begin());
}

Value sum(const std::vector<Value>& values, feel::Run& run) {
    std::optional<feel::Number> total = feel::Number(0);
    for (const Value& value : values) {
        if (value.number() == nullptr) {
            note(run, "rules.not_aggregated", "sum: " + std::string(feel::kind_name(value.kind())));
            return {};
        }
        if (total) total = feel::add(*total, *value.number());
    }
    return total ? Value(*total) : Value();
}

Value extreme(const std::vector<Value>& values, std::strong_ordering wanted, feel::Run& run) {
    const Value* best = &values.front();
    for (const Value& value : values) {
        const auto order = feel::order(value, *best);
        if (!order) {
            note(run, "rules.not_aggregated", std::string(feel::kind_name(value.kind())));
            return {};
        }
        if (*order == wanted) best = &value;
    }
    return *best;
}

Value aggregate(Aggregation how, const std::vector<Value>& values, feel::Run& run) {
    switch (how) {
        case Aggregation::sum:
            return sum(values, run);
        case Aggregation::count:
            return feel::Number(static_cast<int64_t>(values.size()));
        case Aggregation::min:
            return extreme(values, std::strong_ordering::less, run);
        case Aggregation::max:
            return extreme(values, std::strong_ordering::greater, run);
        case Aggregation::none:
            break;
    }
    return feel::List(values);
}

}  // namespace

std::vector<Value> Table::outputs_of(uint32_t row, std::span<const Value> frame, feel::Run& run) const {
    std::vector<Value> values;
    values.reserve(outputs_.size());
    for (const Answer& answer : rows_[row].outputs)
        values.push_back(answer.expression ? answer.expression->evaluate(frame, run) : Value());
    return values;
}

Value Table::packed(const std::vector<Value>& outputs) const {
    if (outputs.size() == 1) return outputs.front();
    feel::Context context;
    for (size_t i = 0; i < outputs.size(); ++i) context.put(outputs_[i].name, outputs[i]);
    return context;
}

Value Table::fallback(std::span<const Value> frame, feel::Run& run, TableTrace* trace) const {
    if (!has_fallback()) {
        if (hit_policy_ == HitPolicy::collect && aggregation_ == Aggregation::none) return feel::List{};
        if (hit_policy_ == HitPolicy::collect && aggregation_ == Aggregation::count) return feel::Number(0);
        note(run, "rules.no_rule_matches", "");
        return {};
    }
    if (trace != nullptr) trace->by_default = true;
    std::vector<Value> values;
    for (const Output& output : outputs_)
        values.push_back(output.fallback ? output.fallback->evaluate(frame, run) : Value());
    return packed(values);
}

bool Table::better(const std::vector<Value>& a, const std::vector<Value>& b) const {
    for (size_t i = 0; i < outputs_.size(); ++i) {
        const size_t left = place(outputs_[i].order, a[i]);
        const size_t right = place(outputs_[i].order, b[i]);
        if (left != right) return left < right;
    }
    return false;
}

Value Table::collected(const std::vector<std::vector<Value>>& outputs, feel::Run& run) const {
    if (aggregation_ == Aggregation::none || aggregation_ == Aggregation::count || outputs_.size() == 1) {
        std::vector<Value> values;
        values.reserve(outputs.size());
        for (const auto& one : outputs) values.push_back(packed(one));
        return aggregate(aggregation_, values, run);
    }
    std::vector<Value> columns;
    for (size_t i = 0; i < outputs_.size(); ++i) {
        std::vector<Value> values;
        for (const auto& one : outputs) values.push_back(one[i]);
        columns.push_back(aggregate(aggregation_, values, run));
    }
    return packed(columns);
}

Value Table::outcome(const Matches& matches, std::span<const Value> frame, feel::Run& run, TableTrace* trace) const {
    if (hit_policy_ == HitPolicy::unique && matches.size() > 1) {
        std::string rules;
        for (const uint32_t rule : matches) rules += (rules.empty() ? "" : ", ") + std::to_string(rule + 1);
        note(run, "rules.several_rules_match", rules);
        if (trace != nullptr) {
            for (const uint32_t rule : matches) trace_match(*this, rule, outputs_of(rule, frame, run), *trace);
        }
        return {};
    }
    std::vector<std::vector<Value>> outputs;
    outputs.reserve(matches.size());
    for (const uint32_t rule : matches) {
        outputs.push_back(outputs_of(rule, frame, run));
        if (trace != nullptr) trace_match(*this, rule, outputs.back(), *trace);
    }
    const auto by_order = [this](const auto& a, const auto& b) { return better(a, b); };
    switch (hit_policy_) {
        case HitPolicy::unique:
        case HitPolicy::first:
            return packed(outputs.front());
        case HitPolicy::any:
            for (const auto& one : outputs) {
                if (one == outputs.front()) continue;
                note(run, "rules.rules_disagree", "");
                return {};
            }
            return packed(outputs.front());
        case HitPolicy::priority:
            return packed(*std::min_element(outputs.begin(), outputs.end(), by_order));
        case HitPolicy::output_order:
            std::stable_sort(outputs.begin(), outputs.end(), by_order);
            break;
        case HitPolicy::rule_order:
        case HitPolicy::collect:
            break;
    }
    if (hit_policy_ == HitPolicy::collect) return collected(outputs, run);
    feel::List list;
    for (const auto& one : outputs) list.push_back(packed(one));
    return list;
}

}  // namespace yici::rules
