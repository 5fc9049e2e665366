#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/tree.h"

namespace yici::feel {

/// One call of a built-in function; arguments stand in the order of the form's parameters and are of the kinds that it
/// wants; those that were left out are null.
class Call {
  public:
    Call(std::span<const Value* const> arguments, Run& of, Place at) : run(of), place(at), arguments_(arguments) {}
    [[nodiscard]] const Value& operator[](size_t i) const { return *arguments_[i]; }
    [[nodiscard]] const Number& number(size_t i) const { return *arguments_[i]->number(); }
    [[nodiscard]] const std::string& text(size_t i) const { return *arguments_[i]->string(); }
    [[nodiscard]] const List& list(size_t i) const { return *arguments_[i]->list(); }
    [[nodiscard]] bool given(size_t i) const { return !arguments_[i]->is_null(); }
    /// A whole number that fits.
    [[nodiscard]] std::optional<int64_t> integer(size_t i) const { return arguments_[i]->number()->to_integer(); }

    /// Null, with the reason.
    Value fail(std::string_view key, std::string detail = {}) const;
    void steps(uint64_t count) const { take_steps(run, count); }

    Run& run;
    Place place;

  private:
    std::span<const Value* const> arguments_;
};

/// A form of a built-in: "name:kind" for every parameter, separated by commas, then "->" and the kind of the result.
/// Kinds: a anything, v anything but null, n number, s string, b boolean, d date, t time, D date and time, e date or
/// date and time, m years and months, p days and time, u either duration, l list, c context, f function, r range,
/// w what has an order.
/// Behind the kind: ? may be left out, ~ may be left out or null, % may be left out when named, ... on the last
/// parameter: it takes all further arguments as a list (a single list as it is, when the kind is l). A list of one
/// stands for its element and a value for a list of itself (§10.3.2.9.4).
struct Row {
    std::string_view name;
    std::string_view signature;
    Value (*run)(Call& call);
    bool pure = true;  // the same for the same arguments
};

[[nodiscard]] std::span<const Row> conversion_builtins();
[[nodiscard]] std::span<const Row> boolean_builtins();
[[nodiscard]] std::span<const Row> string_builtins();
[[nodiscard]] std::span<const Row> pattern_builtins();
[[nodiscard]] std::span<const Row> list_builtins();
[[nodiscard]] std::span<const Row> aggregate_builtins();
[[nodiscard]] std::span<const Row> number_builtins();
[[nodiscard]] std::span<const Row> temporal_builtins();
[[nodiscard]] std::span<const Row> range_builtins();
[[nodiscard]] std::span<const Row> context_builtins();

struct Parameter {
    std::string name;
    char kind = 'a';
    bool optional = false;
    bool nullable = false;
    bool optional_when_named = false;
};

struct Form {
    std::vector<Parameter> parameters;
    bool variadic = false;
    TypePtr result;
    Value (*run)(Call& call) = nullptr;
    bool pure = true;
};

struct Builtin {
    std::string name;
    std::vector<Form> forms;

    [[nodiscard]] Value call(std::span<const Value* const> arguments, Run& run, Place place) const;
    [[nodiscard]] Value call_named(std::span<const Value* const> arguments, std::span<const std::string> names,
                                   Run& run, Place place) const;
    [[nodiscard]] bool pure() const;
};

[[nodiscard]] std::span<const Builtin> builtins();
[[nodiscard]] Value builtin_value(const Builtin& builtin);

}  // namespace yici::feel
