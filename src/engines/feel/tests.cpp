#include "engines/feel/tree.h"

namespace yici::feel {

namespace {

class ComparisonTest final : public Test {
  public:
    ComparisonTest(Operator op, NodePtr end, Place place) : op_(op), end_(std::move(end)), place_(place) {}
    Tri test(const Value& tested, Frame& frame) const override {
        frame.step();
        Value held;
        const Value& end = end_->evaluate(frame, held);
        return compared(op_, tested, end, place_, frame.run);
    }
    [[nodiscard]] uint32_t depth() const override { return end_->depth(); }
    [[nodiscard]] std::optional<Value> constant() const override {
        const Value* const end = end_->constant();
        return end == nullptr ? std::nullopt : std::optional(Value(comparison(form_of(op_), *end)));
    }

  private:
    Operator op_;
    NodePtr end_;
    Place place_;
};

class ValueTest final : public Test {
  public:
    ValueTest(NodePtr expression, bool asks, Place place)
        : expression_(std::move(expression)), asks_(asks), place_(place) {}
    Tri test(const Value& tested, Frame& frame) const override {
        frame.step();
        if (asks_) return asked(tested, frame);
        Value held;
        const Value& value = expression_->evaluate(frame, held);
        // "x > 5" in a cell whose input is no flag is a condition, not a value.
        if (value.boolean() != nullptr && tested.boolean() == nullptr && !tested.is_null()) return tri(value);
        return belongs(tested, value, place_, frame.run);
    }
    [[nodiscard]] uint32_t depth() const override { return expression_->depth(); }
    [[nodiscard]] std::optional<Value> constant() const override {
        const Value* const value = asks_ ? nullptr : expression_->constant();
        return value == nullptr ? std::nullopt : std::optional(*value);
    }

  private:
    Tri asked(const Value& tested, Frame& frame) const {
        Value held;
        const Value& value = expression_->evaluate(frame, held);
        if (value.boolean() != nullptr || value.is_null()) return tri(value);
        return belongs(tested, value, place_, frame.run);
    }

    NodePtr expression_;
    bool asks_;
    Place place_;
};

}  // namespace

TestPtr make_comparison_test(Operator op, NodePtr end, Place place) {
    return std::make_unique<ComparisonTest>(op, std::move(end), place);
}

TestPtr make_value_test(NodePtr expression, bool asks, Place place) {
    return std::make_unique<ValueTest>(std::move(expression), asks, place);
}

}  // namespace yici::feel
