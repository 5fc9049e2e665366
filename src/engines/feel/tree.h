#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/feel/expression.h"
#include "engines/feel/type.h"
#include "engines/feel/value.h"

namespace yici::feel {

/// Where in the text something stands; both 1-based, the column in code points.
struct Place {
    int line = 1;
    int column = 1;
};

enum class Tri : int8_t { no = 0, yes = 1, unknown = 2 };

[[nodiscard]] inline Tri tri(bool value) {
    return value ? Tri::yes : Tri::no;
}
[[nodiscard]] inline Tri tri(std::optional<bool> value) {
    return value ? tri(*value) : Tri::unknown;
}
[[nodiscard]] inline Tri tri(const Value& value) {
    return value.boolean() != nullptr ? tri(*value.boolean()) : Tri::unknown;
}
[[nodiscard]] inline Value value_of(Tri value) {
    return value == Tri::unknown ? Value() : Value(value == Tri::yes);
}

/// What an evaluation works on: the inputs, the locals of the function that runs, the run.
struct Frame {
    std::span<const Value> inputs;
    std::span<Value> locals;
    Run& run;

    /// Takes `count` steps of the budget; throws feel.budget_spent.
    void step(int64_t count = 1) {
        if ((run.steps_left -= count) < 0) spent();
    }
    /// Says why the answer is null.
    void note(Place place, std::string_view key, std::string detail = {});

  private:
    [[noreturn]] static void spent();
};

void note(Run& run, Place place, std::string_view key, std::string detail);
void take_steps(Run& run, uint64_t count);

/// A piece of a compiled expression; never changed once it is made.
class Node {
  public:
    virtual ~Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// The value: something that lives at least as long as the frame (slot, constant), or `scratch`, filled.
    virtual const Value& evaluate(Frame& frame, Value& scratch) const = 0;
    /// Whether it is true or false; unknown for null and for what is no boolean.
    virtual Tri truth(Frame& frame) const;
    /// The value when it is known without running.
    [[nodiscard]] virtual const Value* constant() const { return nullptr; }
    /// What the value is an instance of when it is not null; null where nothing is known.
    [[nodiscard]] virtual TypePtr type() const { return nullptr; }

    [[nodiscard]] Place place() const { return place_; }
    [[nodiscard]] uint32_t depth() const { return depth_; }

  protected:
    explicit Node(Place place) : place_(place) {}
    /// Throws a SyntaxError when the tree is too deep to be walked.
    void grow(uint32_t child_depth);

  private:
    Place place_;
    uint32_t depth_ = 1;
};

using NodePtr = std::unique_ptr<const Node>;

/// A test of a unary-tests cell or of the right side of `in`.
class Test {
  public:
    virtual ~Test() = default;
    virtual Tri test(const Value& tested, Frame& frame) const = 0;
    [[nodiscard]] virtual uint32_t depth() const = 0;
    /// The value or range that is asked for, when it is known without running.
    [[nodiscard]] virtual std::optional<Value> constant() const { return std::nullopt; }
};

using TestPtr = std::unique_ptr<const Test>;

enum class Operator {
    add,
    subtract,
    multiply,
    divide,
    power,
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal
};

[[nodiscard]] std::string_view sign_of(Operator op);
[[nodiscard]] Range::Form form_of(Operator comparison);

/// `a op b` for values, with the reason when it is null.
[[nodiscard]] Value arithmetic(Operator op, const Value& a, const Value& b, Place place, Run& run);
[[nodiscard]] Value negated(const Value& a, Place place, Run& run);
[[nodiscard]] Tri compared(Operator op, const Value& a, const Value& b, Place place, Run& run);
/// `tested in value`: a range, a list of values and ranges, or a value that must be equal.
[[nodiscard]] Tri belongs(const Value& tested, const Value& to, Place place, Run& run);
/// A property of a date, time, duration or range, an entry of a context; none where there is no such thing.
[[nodiscard]] std::optional<Value> property(const Value& value, std::string_view name);
[[nodiscard]] Value interval(const Value& low, const Value& high, bool low_included, bool high_included, Place place,
                             Run& run);

// Leaves.
[[nodiscard]] NodePtr make_constant(Value value, Place place);
/// A value with a fault that was seen when it was parsed: it is told on every run.
[[nodiscard]] NodePtr make_null(std::string key, std::string detail, Place place);
[[nodiscard]] NodePtr make_input(size_t slot, Place place);
[[nodiscard]] NodePtr make_local(size_t slot, Place place);
/// An entry of one of the filtered elements in `slots`, the innermost first, else `otherwise`.
[[nodiscard]] NodePtr make_member(std::string name, std::vector<NodePtr> elements, NodePtr otherwise, Place place);

// Operators.
[[nodiscard]] NodePtr make_binary(Operator op, NodePtr a, NodePtr b, Place place);
[[nodiscard]] NodePtr make_negation(NodePtr a, Place place);
[[nodiscard]] NodePtr make_and(std::vector<NodePtr> parts, Place place);
[[nodiscard]] NodePtr make_or(std::vector<NodePtr> parts, Place place);
[[nodiscard]] NodePtr make_between(NodePtr value, NodePtr low, NodePtr high, Place place);
/// `value in (tests)`; `slot` holds the value as `?` when a test asks for it.
[[nodiscard]] NodePtr make_in(NodePtr value, std::vector<TestPtr> tests, std::optional<size_t> slot, Place place);
[[nodiscard]] NodePtr make_instance_of(NodePtr value, TypePtr type, Place place);
[[nodiscard]] NodePtr make_if(NodePtr condition, NodePtr then, NodePtr otherwise, Place place);
[[nodiscard]] NodePtr make_path(NodePtr base, std::string name, Place place);

// Things with parts.
[[nodiscard]] NodePtr make_list(std::vector<NodePtr> elements, Place place);
struct Entry {
    std::string name;
    NodePtr value;
    size_t slot;  // where later entries find it
};
[[nodiscard]] NodePtr make_context(std::vector<Entry> entries, Place place);
[[nodiscard]] NodePtr make_range(NodePtr low, NodePtr high, bool low_included, bool high_included, Place place);
[[nodiscard]] NodePtr make_comparison(Operator op, NodePtr end, Place place);
/// `base[filter]`; `slot` holds the element, `dependent` says whether the filter asks for it.
[[nodiscard]] NodePtr make_filter(NodePtr base, NodePtr filter, size_t slot, bool dependent, Place place);

// Loops. A domain is a list, or two ends (`from..to`).
struct Iterator {
    size_t slot;
    NodePtr domain;
    NodePtr to;  // may be null
};
[[nodiscard]] NodePtr make_for(std::vector<Iterator> iterators, std::optional<size_t> partial, NodePtr body,
                               Place place);
enum class Quantifier { some, every };
[[nodiscard]] NodePtr make_quantified(Quantifier which, std::vector<Iterator> iterators, NodePtr body, Place place);

// Functions. Locals of a body: the parameters first, then what it captured and its own as they came.
struct Definition {
    std::vector<std::string> parameters;
    std::vector<TypePtr> parameter_types;
    std::vector<NodePtr> captured;  // evaluated where the function is made
    std::vector<size_t> capture_slots;
    std::optional<size_t> self_slot;  // where the body finds itself, by the name of its context entry
    size_t locals = 0;
    NodePtr body;
};
[[nodiscard]] NodePtr make_function(Definition definition, Place place);
[[nodiscard]] NodePtr make_external(std::vector<std::string> parameters, Place place);

struct Builtin;
[[nodiscard]] const Builtin* find_builtin(std::string_view name);
[[nodiscard]] NodePtr make_builtin(const Builtin& builtin, Place place);
/// `callee` may be null when `builtin` is given, and the other way round; with both, the built-in is called when the
/// callee turns out to be no function. `names` is empty or has a name an argument.
[[nodiscard]] NodePtr make_call(NodePtr callee, const Builtin* builtin, std::vector<NodePtr> arguments,
                                std::vector<std::string> names, Place place);

// Tests.
[[nodiscard]] TestPtr make_comparison_test(Operator op, NodePtr end, Place place);
/// An expression that the value must be, or be in; when `asks` (it holds `?`), one that must be true.
[[nodiscard]] TestPtr make_value_test(NodePtr expression, bool asks, Place place);

}  // namespace yici::feel
