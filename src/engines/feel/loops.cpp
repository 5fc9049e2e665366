#include <algorithm>
#include <functional>

#include "engines/feel/tree.h"

namespace yici::feel {

namespace {

constexpr int64_t kElementSteps = 4;

enum class Flow { on, stop, broken };  // broken: a domain is none, the whole is null

/// Two ends that can be walked in steps of one, either way.
struct Walk {
    int64_t from;
    int64_t to;
    bool dates;
    [[nodiscard]] Value at(int64_t position) const {
        return dates ? Value(date_of(position)) : Value(Number(position));
    }
};

std::optional<int64_t> position_of(const Value& end) {
    if (end.date() != nullptr) return days_of(*end.date());
    return end.number() != nullptr ? end.number()->to_integer() : std::nullopt;
}

std::optional<Walk> walk_between(const Value& from, const Value& to) {
    const auto first = position_of(from);
    const auto last = position_of(to);
    if (from.kind() != to.kind() || !first || !last) return std::nullopt;
    return Walk{*first, *last, from.date() != nullptr};
}

std::optional<Walk> walk_of(const Range& range) {
    auto walk = walk_between(range.low, range.high);
    if (!walk || range.form != Range::Form::interval) return std::nullopt;
    walk->from += range.low_included ? 0 : 1;
    walk->to -= range.high_included ? 0 : 1;
    return walk;
}

/// Runs a body for every combination of the iterators' values, the last one fastest; a later domain may ask for the
/// values of the earlier ones.
template <class Body>
class Walker {
  public:
    Walker(std::span<const Iterator> iterators, Frame& frame, Place place, Body& body)
        : iterators_(iterators), frame_(frame), place_(place), body_(body) {}

    Flow run(size_t depth = 0) {
        if (depth == iterators_.size()) {
            frame_.step();
            return body_() ? Flow::on : Flow::stop;
        }
        const Iterator& iterator = iterators_[depth];
        Value held;
        const Value& domain = iterator.domain->evaluate(frame_, held);
        if (iterator.to) {
            Value held_to;
            const Value& to = iterator.to->evaluate(frame_, held_to);
            return between(walk_between(domain, to), depth, true);
        }
        if (const List* const list = domain.list()) return over(*list, depth);
        if (const Range* const range = domain.range()) return between(walk_of(*range), depth, false);
        if (!domain.is_null()) return over({&domain, 1}, depth);
        frame_.note(place_, "feel.no_domain", "null");
        return Flow::broken;
    }

  private:
    Flow over(std::span<const Value> elements, size_t depth) {
        for (const Value& element : elements) {
            frame_.locals[iterators_[depth].slot] = element;
            frame_.step();
            if (const Flow flow = run(depth + 1); flow != Flow::on) return flow;
        }
        return Flow::on;
    }
    Flow between(const std::optional<Walk>& walk, size_t depth, bool backwards) {
        if (!walk) {
            frame_.note(place_, "feel.no_domain", "..");
            return Flow::broken;
        }
        if (walk->from > walk->to && !backwards) return Flow::on;
        const int64_t step = walk->from <= walk->to ? 1 : -1;
        for (int64_t position = walk->from;; position += step) {
            frame_.locals[iterators_[depth].slot] = walk->at(position);
            frame_.step();
            if (const Flow flow = run(depth + 1); flow != Flow::on) return flow;
            if (position == walk->to) return Flow::on;
        }
    }

    std::span<const Iterator> iterators_;
    Frame& frame_;
    Place place_;
    Body& body_;
};

uint32_t depth_of(const std::vector<Iterator>& iterators) {
    uint32_t depth = 0;
    for (const Iterator& iterator : iterators)
        depth = std::max({depth, iterator.domain->depth(), iterator.to ? iterator.to->depth() : 0});
    return depth + static_cast<uint32_t>(iterators.size());
}

class For final : public Node {
  public:
    For(std::vector<Iterator> iterators, std::optional<size_t> partial, NodePtr body, Place place)
        : Node(place), iterators_(std::move(iterators)), partial_(partial), body_(std::move(body)) {
        grow(std::max(depth_of(iterators_), body_->depth()));
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step();
        List results;
        const auto body = [&] {
            if (partial_) {
                frame.step(static_cast<int64_t>(results.size()));
                frame.locals[*partial_] = results;
            }
            frame.step(kElementSteps);
            Value held;
            results.push_back(body_->evaluate(frame, held));
            return true;
        };
        Walker walker(iterators_, frame, place(), body);
        const bool broken = walker.run() == Flow::broken;
        return scratch = broken ? Value() : Value(std::move(results));
    }
    TypePtr type() const override { return Type::list_of(body_->type()); }

  private:
    std::vector<Iterator> iterators_;
    std::optional<size_t> partial_;
    NodePtr body_;
};

class Quantified final : public Node {
  public:
    Quantified(Quantifier which, std::vector<Iterator> iterators, NodePtr body, Place place)
        : Node(place),
          decisive_(which == Quantifier::some ? Tri::yes : Tri::no),
          iterators_(std::move(iterators)),
          body_(std::move(body)) {
        grow(std::max(depth_of(iterators_), body_->depth()));
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override { return scratch = value_of(truth(frame)); }
    Tri truth(Frame& frame) const override {
        frame.step();
        Tri answer = decisive_ == Tri::yes ? Tri::no : Tri::yes;
        const auto body = [&] {
            const Tri truth = body_->truth(frame);
            if (truth == decisive_ || truth == Tri::unknown) answer = truth;
            return truth != decisive_;
        };
        Walker walker(iterators_, frame, place(), body);
        return walker.run() == Flow::broken ? Tri::unknown : answer;
    }
    TypePtr type() const override { return Type::simple(Type::Kind::boolean); }

  private:
    Tri decisive_;
    std::vector<Iterator> iterators_;
    NodePtr body_;
};

}  // namespace

NodePtr make_for(std::vector<Iterator> iterators, std::optional<size_t> partial, NodePtr body, Place place) {
    return std::make_unique<For>(std::move(iterators), partial, std::move(body), place);
}

NodePtr make_quantified(Quantifier which, std::vector<Iterator> iterators, NodePtr body, Place place) {
    return std::make_unique<Quantified>(which, std::move(iterators), std::move(body), place);
}

}  // namespace yici::feel
