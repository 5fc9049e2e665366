#include <algorithm>

#include "engines/feel/text.h"
#include "engines/feel/tree.h"

namespace yici::feel {

namespace {

constexpr uint32_t kDeepestTree = 800;
constexpr size_t kLongestDetail = 400;
constexpr size_t kMostNotes = 100;  // a loop over a million nulls says it a hundred times, not a million

class Constant final : public Node {
  public:
    Constant(Value value, Place place) : Node(place), value_(std::move(value)) {}
    const Value& evaluate(Frame& /*frame*/, Value& /*scratch*/) const override { return value_; }
    Tri truth(Frame& /*frame*/) const override { return tri(value_); }
    const Value* constant() const override { return &value_; }
    TypePtr type() const override {
        if (value_.is_null()) return nullptr;
        if (const List* const list = value_.list()) {
            return Type::list_of(list->empty() ? nullptr : Constant(list->front(), place()).type());
        }
        return builtin_type(kind_name(value_.kind()));
    }

  private:
    Value value_;
};

class Faulty final : public Node {
  public:
    Faulty(std::string key, std::string detail, Place place)
        : Node(place), key_(std::move(key)), detail_(std::move(detail)) {}
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.note(place(), key_, detail_);
        return scratch = Value();
    }

  private:
    std::string key_;
    std::string detail_;
};

class Input final : public Node {
  public:
    Input(size_t slot, Place place) : Node(place), slot_(slot) {}
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        return slot_ < frame.inputs.size() ? frame.inputs[slot_] : scratch = Value();
    }

  private:
    size_t slot_;
};

class Local final : public Node {
  public:
    Local(size_t slot, Place place) : Node(place), slot_(slot) {}
    const Value& evaluate(Frame& frame, Value& /*scratch*/) const override { return frame.locals[slot_]; }

  private:
    size_t slot_;
};

class Member final : public Node {
  public:
    Member(std::string name, std::vector<NodePtr> elements, NodePtr otherwise, Place place)
        : Node(place), name_(std::move(name)), elements_(std::move(elements)), otherwise_(std::move(otherwise)) {
        for (const NodePtr& element : elements_) grow(element->depth());
        grow(otherwise_->depth());
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        for (const NodePtr& element : elements_) {
            const Value& held = element->evaluate(frame, scratch);
            const Context* const context = held.context();
            const Value* const found = context == nullptr ? nullptr : context->find(name_);
            if (found == nullptr) continue;
            if (&held != &scratch) return *found;
            Value copy = *found;
            return scratch = std::move(copy);
        }
        return otherwise_->evaluate(frame, scratch);
    }

  private:
    std::string name_;
    std::vector<NodePtr> elements_;
    NodePtr otherwise_;
};

}  // namespace

Tri Node::truth(Frame& frame) const {
    Value scratch;
    return tri(evaluate(frame, scratch));
}

void Node::grow(uint32_t child_depth) {
    depth_ = std::max(depth_, child_depth + 1);
    if (depth_ > kDeepestTree)
        throw SyntaxError({place_.line, place_.column, "feel.nested_too_deeply", std::to_string(kDeepestTree)});
}

void Frame::spent() {
    throw Error(ErrorKind::rule_violated, "feel.budget_spent");
}

void Frame::note(Place place, std::string_view key, std::string detail) {
    feel::note(run, place, key, std::move(detail));
}

void note(Run& run, Place place, std::string_view key, std::string detail) {
    if (run.notes.size() >= kMostNotes) return;
    if (detail.size() > kLongestDetail) detail = detail.substr(0, byte_of(detail, kLongestDetail / 4)) + "…";
    run.notes.push_back({place.line, place.column, std::string(key), std::move(detail)});
}

void take_steps(Run& run, uint64_t count) {
    const auto signed_count = static_cast<int64_t>(std::min<uint64_t>(count, INT64_MAX / 2));
    if ((run.steps_left -= signed_count) < 0) throw Error(ErrorKind::rule_violated, "feel.budget_spent");
}

NodePtr make_constant(Value value, Place place) {
    return std::make_unique<Constant>(std::move(value), place);
}

NodePtr make_null(std::string key, std::string detail, Place place) {
    return std::make_unique<Faulty>(std::move(key), std::move(detail), place);
}

NodePtr make_input(size_t slot, Place place) {
    return std::make_unique<Input>(slot, place);
}
NodePtr make_local(size_t slot, Place place) {
    return std::make_unique<Local>(slot, place);
}

NodePtr make_member(std::string name, std::vector<NodePtr> elements, NodePtr otherwise, Place place) {
    return std::make_unique<Member>(std::move(name), std::move(elements), std::move(otherwise), place);
}

}  // namespace yici::feel
