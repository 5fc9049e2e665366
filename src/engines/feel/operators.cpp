#include <algorithm>

#include "engines/feel/compare.h"
#include "engines/feel/fold.h"
#include "engines/feel/tree.h"

namespace yici::feel {

namespace {

class Arithmetic final : public Node {
  public:
    Arithmetic(Operator op, NodePtr a, NodePtr b, Place at) : Node(at), op_(op), a_(std::move(a)), b_(std::move(b)) {
        grow(std::max(a_->depth(), b_->depth()));
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step();
        Value first;
        Value second;
        const Value& a = a_->evaluate(frame, first);
        const Value& b = b_->evaluate(frame, second);
        const Number* const x = a.number();
        const Number* const y = b.number();
        if (x == nullptr || y == nullptr || op_ > Operator::multiply)
            return scratch = arithmetic(op_, a, b, place(), frame.run);
        const auto result = op_ == Operator::add        ? add(*x, *y)
                            : op_ == Operator::subtract ? subtract(*x, *y)
                                                        : multiply(*x, *y);
        if (result) return scratch = *result;
        return scratch = arithmetic(op_, a, b, place(), frame.run);
    }
    TypePtr type() const override {
        const TypePtr a = a_->type();
        const TypePtr b = b_->type();
        return a && b && a->kind == b->kind && (a->kind == Type::Kind::number || a->kind == Type::Kind::string)
                   ? a
                   : nullptr;
    }

  private:
    Operator op_;
    NodePtr a_;
    NodePtr b_;
};

/// What has a truth of its own, and a value made from it.
class Logical : public Node {
  public:
    const Value& evaluate(Frame& frame, Value& scratch) const final { return scratch = value_of(truth(frame)); }
    TypePtr type() const final { return Type::simple(Type::Kind::boolean); }

  protected:
    using Node::Node;
};

class Comparison final : public Logical {
  public:
    Comparison(Operator op, NodePtr a, NodePtr b, Place place)
        : Logical(place), op_(op), a_(std::move(a)), b_(std::move(b)) {
        grow(std::max(a_->depth(), b_->depth()));
    }
    Tri truth(Frame& frame) const override {
        frame.step();
        Value first;
        Value second;
        const Value& a = a_->evaluate(frame, first);
        const Value& b = b_->evaluate(frame, second);
        return compared(op_, a, b, place(), frame.run);
    }

  private:
    Operator op_;
    NodePtr a_;
    NodePtr b_;
};

/// And: no as soon as a part is no; Or: yes as soon as a part is yes; else unknown when a part is.
class Junction final : public Logical {
  public:
    Junction(Tri decisive, std::vector<NodePtr> parts, Place place)
        : Logical(place), decisive_(decisive), parts_(std::move(parts)) {
        for (const NodePtr& part : parts_) grow(part->depth());
    }
    Tri truth(Frame& frame) const override {
        bool unknown = false;
        for (const NodePtr& part : parts_) {
            frame.step();
            const Tri truth = part->truth(frame);
            if (truth == decisive_) return decisive_;
            unknown = unknown || truth == Tri::unknown;
        }
        if (unknown) return Tri::unknown;
        return decisive_ == Tri::yes ? Tri::no : Tri::yes;
    }

  private:
    Tri decisive_;
    std::vector<NodePtr> parts_;
};

class Negation final : public Node {
  public:
    Negation(NodePtr a, Place place) : Node(place), a_(std::move(a)) { grow(a_->depth()); }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step();
        Value held;
        return scratch = negated(a_->evaluate(frame, held), place(), frame.run);
    }
    TypePtr type() const override { return a_->type(); }

  private:
    NodePtr a_;
};

class Between final : public Logical {
  public:
    Between(NodePtr value, NodePtr low, NodePtr high, Place place)
        : Logical(place), value_(std::move(value)), low_(std::move(low)), high_(std::move(high)) {
        grow(std::max({value_->depth(), low_->depth(), high_->depth()}));
    }
    Tri truth(Frame& frame) const override {
        frame.step();
        Value held[3];
        const Value& value = value_->evaluate(frame, held[0]);
        const Tri above =
            compared(Operator::greater_or_equal, value, low_->evaluate(frame, held[1]), place(), frame.run);
        if (above == Tri::no) return Tri::no;
        const Tri below = compared(Operator::less_or_equal, value, high_->evaluate(frame, held[2]), place(), frame.run);
        if (below == Tri::no) return Tri::no;
        return above == Tri::unknown ? above : below;
    }

  private:
    NodePtr value_;
    NodePtr low_;
    NodePtr high_;
};

class In final : public Logical {
  public:
    In(NodePtr value, std::vector<TestPtr> tests, std::optional<size_t> slot, Place place)
        : Logical(place), value_(std::move(value)), tests_(std::move(tests)), slot_(slot) {
        grow(value_->depth());
        for (const TestPtr& test : tests_) grow(test->depth());
    }
    Tri truth(Frame& frame) const override {
        frame.step();
        Value held;
        const Value& value = value_->evaluate(frame, held);
        if (slot_) frame.locals[*slot_] = value;
        Tri answer = Tri::no;
        for (const TestPtr& test : tests_) {
            const Tri passed = test->test(value, frame);
            if (passed == Tri::yes) return passed;
            if (passed == Tri::unknown) answer = passed;
        }
        return answer;
    }

  private:
    NodePtr value_;
    std::vector<TestPtr> tests_;
    std::optional<size_t> slot_;
};

class InstanceOf final : public Logical {
  public:
    InstanceOf(NodePtr value, TypePtr type, Place place)
        : Logical(place), value_(std::move(value)), wanted_(std::move(type)) {
        grow(value_->depth());
    }
    Tri truth(Frame& frame) const override {
        frame.step();
        Value held;
        const Value& value = value_->evaluate(frame, held);
        if (value.kind() >= Value::Kind::list) take_steps(frame.run, value.weight());
        return tri(is_instance(value, *wanted_));
    }

  private:
    NodePtr value_;
    TypePtr wanted_;
};

class If final : public Node {
  public:
    If(NodePtr condition, NodePtr then, NodePtr otherwise, Place place)
        : Node(place), condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {
        grow(std::max({condition_->depth(), then_->depth(), otherwise_->depth()}));
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        const Node* const branch = chosen(frame);
        return branch == nullptr ? scratch = Value() : branch->evaluate(frame, scratch);
    }
    Tri truth(Frame& frame) const override {
        const Node* const branch = chosen(frame);
        return branch == nullptr ? Tri::unknown : branch->truth(frame);
    }
    TypePtr type() const override { return common_type(then_->type(), otherwise_->type()); }

  private:
    /// Null counts as false; what is neither true nor false nor null leads nowhere (TCK 1150).
    const Node* chosen(Frame& frame) const {
        frame.step();
        const Tri truth = condition_->truth(frame);
        if (truth == Tri::unknown) {
            Value held;
            const Value& condition = condition_->evaluate(frame, held);
            if (condition.is_null()) return otherwise_.get();
            frame.note(place(), "feel.wrong_type", "if " + std::string(kind_name(condition.kind())));
            return nullptr;
        }
        return truth == Tri::yes ? then_.get() : otherwise_.get();
    }

    NodePtr condition_;
    NodePtr then_;
    NodePtr otherwise_;
};

class Path final : public Node {
  public:
    Path(NodePtr base, std::string name, Place place) : Node(place), base_(std::move(base)), name_(std::move(name)) {
        grow(base_->depth());
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step();
        Value held;
        const Value& base = base_->evaluate(frame, held);
        if (const Context* const context = base.context()) {
            const Value* const found = context->find(name_);
            if (found == nullptr) return missing(frame, scratch, base);
            if (&base != &held) return *found;
            return scratch = *found;
        }
        if (const List* const list = base.list()) return scratch = each(frame, *list);
        if (auto found = property(base, name_)) return scratch = *std::move(found);
        return missing(frame, scratch, base);
    }

  private:
    const Value& missing(Frame& frame, Value& scratch, const Value& base) const {
        frame.note(place(), "feel.no_member", name_ + ", " + std::string(kind_name(base.kind())));
        return scratch = Value();
    }
    Value each(Frame& frame, const List& list) const {
        take_steps(frame.run, list.size() * 4);
        List found;
        found.reserve(list.size());
        for (const Value& element : list) {
            auto member = property(element, name_);
            found.push_back(member ? *std::move(member) : Value());
        }
        return found;
    }

    NodePtr base_;
    std::string name_;
};

}  // namespace

NodePtr folded(NodePtr node) {
    constexpr int64_t kSteps = 100'000;
    const ManualClock clock{Instant{}};
    Run run(clock, kSteps);
    Frame frame{{}, {}, run};
    try {
        Value scratch;
        Value value = node->evaluate(frame, scratch);
        if (run.notes.empty() && value.function() == nullptr) return make_constant(std::move(value), node->place());
    } catch (const Error&) {  // it is said when it is run
        return node;
    }
    return node;
}

bool all_constant(const std::vector<NodePtr>& nodes) {
    return std::all_of(nodes.begin(), nodes.end(), [](const NodePtr& node) { return node->constant() != nullptr; });
}

TypePtr common_type(const TypePtr& a, const TypePtr& b) {
    if (!a || !b) return nullptr;
    return conforms(*a, *b) ? b : conforms(*b, *a) ? a : nullptr;
}

NodePtr make_binary(Operator op, NodePtr a, NodePtr b, Place place) {
    const bool constant = a->constant() != nullptr && b->constant() != nullptr;
    NodePtr node;
    if (op <= Operator::power) {
        node = std::make_unique<Arithmetic>(op, std::move(a), std::move(b), place);
    } else {
        node = std::make_unique<Comparison>(op, std::move(a), std::move(b), place);
    }
    return constant ? folded(std::move(node)) : std::move(node);
}

NodePtr make_negation(NodePtr a, Place place) {
    const bool constant = a->constant() != nullptr;
    NodePtr node = std::make_unique<Negation>(std::move(a), place);
    return constant ? folded(std::move(node)) : std::move(node);
}

NodePtr make_and(std::vector<NodePtr> parts, Place place) {
    return std::make_unique<Junction>(Tri::no, std::move(parts), place);
}

NodePtr make_or(std::vector<NodePtr> parts, Place place) {
    return std::make_unique<Junction>(Tri::yes, std::move(parts), place);
}

NodePtr make_between(NodePtr value, NodePtr low, NodePtr high, Place place) {
    return std::make_unique<Between>(std::move(value), std::move(low), std::move(high), place);
}

NodePtr make_in(NodePtr value, std::vector<TestPtr> tests, std::optional<size_t> slot, Place place) {
    return std::make_unique<In>(std::move(value), std::move(tests), slot, place);
}

NodePtr make_instance_of(NodePtr value, TypePtr type, Place place) {
    return std::make_unique<InstanceOf>(std::move(value), std::move(type), place);
}

NodePtr make_if(NodePtr condition, NodePtr then, NodePtr otherwise, Place place) {
    return std::make_unique<If>(std::move(condition), std::move(then), std::move(otherwise), place);
}

NodePtr make_path(NodePtr base, std::string name, Place place) {
    return std::make_unique<Path>(std::move(base), std::move(name), place);
}

}  // namespace yici::feel
