#include <algorithm>

#include "engines/rules/node.h"

namespace yici::rules {

using feel::Value;

namespace {

constexpr const char* kElementsOfRange = "for element in elements return element";

feel::Expression over(const char* text, const char* name) {
    feel::Names names;
    names.add(name);
    return feel::Expression::parse(text, names);
}

std::optional<feel::Expression> conclusion(Expression::Kind kind) {
    if (kind == Expression::Kind::some) return over("some result in results satisfies result", "results");
    if (kind == Expression::Kind::every) return over("every result in results satisfies result", "results");
    return std::nullopt;
}

void spend(feel::Run& run) {
    if (--run.steps_left < 0) throw Error(ErrorKind::rule_violated, "feel.budget_spent");
}

}  // namespace

Value FilterNode::evaluate(const Frame& frame, Activation& activation) const {
    if (!filter_) return {};
    Frame inner = frame;
    if (inner.size() <= slot_) inner.resize(slot_ + 1);
    inner[slot_] = in_ ? in_->evaluate(frame, activation) : Value();
    return filter_->evaluate(inner, activation.run);
}

Value BoxedFilterNode::evaluate(const Frame& frame, Activation& activation) const {
    if (!in_ || !match_) return {};
    const Value in = in_->evaluate(frame, activation);
    if (in.is_null()) return {};
    Frame inner = frame;
    size_t slots = item_ + 1;
    for (const auto& [name, slot] : members_) slots = std::max(slots, slot + 1);
    inner.resize(std::max(inner.size(), slots));
    feel::List kept;
    const feel::List single{in};
    for (const Value& item : in.list() != nullptr ? *in.list() : single) {
        spend(activation.run);
        inner[item_] = item;
        for (const auto& [name, slot] : members_) {
            const Value* const member = item.context() != nullptr ? item.context()->find(name) : nullptr;
            if (member != nullptr)
                inner[slot] = *member;
            else
                inner[slot] = slot < frame.size() ? frame[slot] : Value();
        }
        if (match_->evaluate(inner, activation) == Value(true)) kept.push_back(item);
    }
    return kept;
}

IteratorNode::IteratorNode(Expression::Kind kind, NodePtr in, NodePtr body, size_t variable, size_t partial)
    : kind_(kind),
      in_(std::move(in)),
      body_(std::move(body)),
      variable_(variable),
      partial_(partial),
      gives_partial_(kind == Expression::Kind::for_each),
      elements_(over(kElementsOfRange, "elements")),
      conclude_(conclusion(kind)) {
    const auto* const literal = dynamic_cast<const LiteralNode*>(body_.get());
    if (literal == nullptr) return;
    const auto& expression = literal->expression();
    gives_partial_ =
        gives_partial_ && expression &&
        std::find(expression->reads().begin(), expression->reads().end(), partial_) != expression->reads().end();
}

Value IteratorNode::evaluate(const Frame& frame, Activation& activation) const {
    if (!in_ || !body_) return {};
    Value in = in_->evaluate(frame, activation);
    if (in.range() != nullptr) in = elements_.evaluate(std::span(&in, 1), activation.run);
    if (in.is_null()) return {};
    Frame inner = frame;
    inner.resize(std::max(inner.size(), std::max(variable_, partial_) + 1));
    feel::List results;
    const feel::List single{in};
    for (const Value& element : in.list() != nullptr ? *in.list() : single) {
        spend(activation.run);
        inner[variable_] = element;
        if (gives_partial_) {
            activation.run.steps_left -= static_cast<int64_t>(results.size());
            inner[partial_] = Value(results);
        }
        results.push_back(body_->evaluate(inner, activation));
    }
    if (!conclude_) return results;
    const Value list = std::move(results);
    return conclude_->evaluate(std::span(&list, 1), activation.run);
}

}  // namespace yici::rules
