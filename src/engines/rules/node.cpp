#include "engines/rules/node.h"

namespace yici::rules {

using feel::Value;

namespace {

Value value_of(const NodePtr& node, const Frame& frame, Activation& activation) {
    return node ? node->evaluate(frame, activation) : Value();
}

}  // namespace

Descent::Descent(feel::Run& run) : run_(run) {
    if (--run_.depth_left >= 0) return;
    ++run_.depth_left;
    throw Error(ErrorKind::rule_violated, "rules.too_deep");
}

Value LiteralNode::evaluate(const Frame& frame, Activation& activation) const {
    if (expression_) return expression_->evaluate(frame, activation.run);
    note(activation.run, "rules.no_expression", "");
    return {};
}

Value ContextNode::evaluate(const Frame& frame, Activation& activation) const {
    Frame inner = frame;
    if (inner.size() < slots_) inner.resize(slots_);
    feel::Context context;
    for (const Entry& entry : entries_) {
        Value value = conform(value_of(entry.value, inner, activation), entry.type.get(), activation.run);
        if (entry.name.empty()) return value;
        inner[entry.slot] = value;
        context.put(entry.name, std::move(value));
    }
    return context;
}

Value ListNode::evaluate(const Frame& frame, Activation& activation) const {
    feel::List list;
    list.reserve(items_.size());
    for (const NodePtr& item : items_) list.push_back(value_of(item, frame, activation));
    return list;
}

Value RelationNode::evaluate(const Frame& frame, Activation& activation) const {
    feel::List list;
    list.reserve(rows_.size());
    for (const auto& row : rows_) {
        feel::Context context;
        for (size_t i = 0; i < columns_.size(); ++i) {
            const Value value = value_of(row[i], frame, activation);
            context.put(columns_[i].name, conform(value, columns_[i].type.get(), activation.run));
        }
        list.emplace_back(std::move(context));
    }
    return list;
}

Value ConditionalNode::evaluate(const Frame& frame, Activation& activation) const {
    const Value condition = value_of(condition_, frame, activation);
    if (!condition.is_null() && condition.boolean() == nullptr) {
        note(activation.run, "rules.no_flag", std::string(feel::kind_name(condition.kind())));
        return {};
    }
    return value_of(condition == Value(true) ? then_ : otherwise_, frame, activation);
}

Value TableNode::evaluate(const Frame& frame, Activation& activation) const {
    if (!activation.trace || activation.trace->open.empty()) return table_.evaluate(frame, activation.run);
    TableTrace trace;
    trace.name = name_;
    Value value = table_.evaluate(frame, activation.run, &trace);
    auto& explanation = activation.trace->explanation;
    explanation.decisions[activation.trace->open.back()].tables.push_back(std::move(trace));
    return value;
}

}  // namespace yici::rules
