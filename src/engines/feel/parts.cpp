#include <algorithm>

#include "engines/feel/fold.h"
#include "engines/feel/tree.h"

namespace yici::feel {

namespace {

constexpr int64_t kElementSteps = 4;  // an element that is kept costs memory too

class ListOf final : public Node {
  public:
    ListOf(std::vector<NodePtr> elements, Place place) : Node(place), elements_(std::move(elements)) {
        for (const NodePtr& element : elements_) grow(element->depth());
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step(1 + kElementSteps * static_cast<int64_t>(elements_.size()));
        List list;
        list.reserve(elements_.size());
        for (const NodePtr& element : elements_) {
            Value held;
            list.push_back(element->evaluate(frame, held));
        }
        return scratch = std::move(list);
    }
    TypePtr type() const override {
        TypePtr common = elements_.empty() ? nullptr : elements_.front()->type();
        for (const NodePtr& element : elements_) common = common_type(common, element->type());
        return Type::list_of(common);
    }

  private:
    std::vector<NodePtr> elements_;
};

class ContextOf final : public Node {
  public:
    ContextOf(std::vector<Entry> entries, Place place) : Node(place), entries_(std::move(entries)) {
        for (const Entry& entry : entries_) grow(entry.value->depth());
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step(1 + kElementSteps * static_cast<int64_t>(entries_.size()));
        Context context;
        for (const Entry& entry : entries_) {
            frame.step(static_cast<int64_t>(entry.name.size() / 16));
            Value held;
            Value value = entry.value->evaluate(frame, held);
            frame.locals[entry.slot] = value;
            context.put(entry.name, std::move(value));
        }
        return scratch = std::move(context);
    }
    TypePtr type() const override {
        std::vector<std::pair<std::string, TypePtr>> fields;
        for (const Entry& entry : entries_) fields.emplace_back(entry.name, entry.value->type());
        return Type::context_of(std::move(fields));
    }

  private:
    std::vector<Entry> entries_;
};

class RangeOf final : public Node {
  public:
    RangeOf(NodePtr low, NodePtr high, bool low_included, bool high_included, Place place)
        : Node(place),
          low_(std::move(low)),
          high_(std::move(high)),
          low_included_(low_included),
          high_included_(high_included) {
        grow(std::max(low_->depth(), high_->depth()));
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step();
        Value held[2];
        const Value& low = low_->evaluate(frame, held[0]);
        const Value& high = high_->evaluate(frame, held[1]);
        return scratch = interval(low, high, low_included_, high_included_, place(), frame.run);
    }
    TypePtr type() const override { return Type::range_of(low_->type()); }

  private:
    NodePtr low_;
    NodePtr high_;
    bool low_included_;
    bool high_included_;
};

class ComparisonRange final : public Node {
  public:
    ComparisonRange(Operator op, NodePtr end, Place place) : Node(place), op_(op), end_(std::move(end)) {
        grow(end_->depth());
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step();
        Value held;
        const Value& end = end_->evaluate(frame, held);
        return scratch = comparison(form_of(op_), end);
    }
    TypePtr type() const override { return Type::range_of(end_->type()); }

  private:
    Operator op_;
    NodePtr end_;
};

class Filter final : public Node {
  public:
    Filter(NodePtr base, NodePtr filter, size_t slot, bool dependent, Place place)
        : Node(place), base_(std::move(base)), filter_(std::move(filter)), slot_(slot), dependent_(dependent) {
        grow(std::max(base_->depth(), filter_->depth()));
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step();
        Value held;
        const Value& base = base_->evaluate(frame, held);
        const std::span<const Value> elements = base.list() != nullptr ? std::span<const Value>(*base.list())
                                                : base.is_null()       ? std::span<const Value>()
                                                                       : std::span<const Value>(&base, 1);
        const Value* const found = dependent_ ? filtered(frame, scratch, elements) : picked(frame, scratch, elements);
        if (found == nullptr) return scratch;
        if (&base != &held) return *found;
        Value copy = *found;
        return scratch = std::move(copy);
    }

  private:
    /// By a number or a truth that is the same for all. Null: the answer is in `scratch`.
    const Value* picked(Frame& frame, Value& scratch, std::span<const Value> elements) const {
        Value held;
        const Value& by = filter_->evaluate(frame, held);
        if (const Number* const index = by.number()) return at(frame, scratch, elements, *index);
        const Tri truth = tri(by);
        if (truth == Tri::unknown && !by.is_null()) return no_filter(frame, scratch, by);
        take_steps(frame.run, truth == Tri::yes ? elements.size() : 0);
        scratch = truth == Tri::yes ? List(elements.begin(), elements.end()) : List();
        return nullptr;
    }

    const Value* no_filter(Frame& frame, Value& scratch, const Value& by) const {
        frame.note(place(), "feel.not_a_filter", std::string(kind_name(by.kind())));
        scratch = Value();
        return nullptr;
    }

    const Value* filtered(Frame& frame, Value& scratch, std::span<const Value> elements) const {
        List kept;
        bool first = true;
        if (elements.empty()) {
            frame.locals[slot_] = Value();
            Value held;
            if (filter_->evaluate(frame, held).number() != nullptr) return at(frame, scratch, elements, Number());
        }
        for (const Value& element : elements) {
            frame.step();
            frame.locals[slot_] = element;
            Value held;
            const Value& by = filter_->evaluate(frame, held);
            if (first && by.number() != nullptr) return at(frame, scratch, elements, *by.number());
            first = false;
            if (by.boolean() == nullptr && !by.is_null()) return no_filter(frame, scratch, by);
            if (tri(by) != Tri::yes) continue;
            frame.step(kElementSteps);
            kept.push_back(element);
        }
        scratch = std::move(kept);
        return nullptr;
    }

    const Value* at(Frame& frame, Value& scratch, std::span<const Value> elements, const Number& index) const {
        const auto size = static_cast<int64_t>(elements.size());
        const int64_t position = index.to_integer().value_or(0);
        if (position > 0 && position <= size) return &elements[static_cast<size_t>(position - 1)];
        if (position < 0 && position >= -size) return &elements[static_cast<size_t>(size + position)];
        frame.note(place(), "feel.no_element", index.to_string() + " / " + std::to_string(size));
        scratch = Value();
        return nullptr;
    }

    NodePtr base_;
    NodePtr filter_;
    size_t slot_;
    bool dependent_;
};

}  // namespace

NodePtr make_list(std::vector<NodePtr> elements, Place place) {
    const bool constant = all_constant(elements);
    NodePtr node = std::make_unique<ListOf>(std::move(elements), place);
    return constant ? folded(std::move(node)) : std::move(node);
}

NodePtr make_context(std::vector<Entry> entries, Place place) {
    return std::make_unique<ContextOf>(std::move(entries), place);
}

NodePtr make_range(NodePtr low, NodePtr high, bool low_included, bool high_included, Place place) {
    const bool constant = low->constant() != nullptr && high->constant() != nullptr;
    NodePtr node = std::make_unique<RangeOf>(std::move(low), std::move(high), low_included, high_included, place);
    return constant ? folded(std::move(node)) : std::move(node);
}

NodePtr make_comparison(Operator op, NodePtr end, Place place) {
    const bool constant = end->constant() != nullptr;
    NodePtr node = std::make_unique<ComparisonRange>(op, std::move(end), place);
    return constant ? folded(std::move(node)) : std::move(node);
}

NodePtr make_filter(NodePtr base, NodePtr filter, size_t slot, bool dependent, Place place) {
    return std::make_unique<Filter>(std::move(base), std::move(filter), slot, dependent, place);
}

}  // namespace yici::feel
