#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/value.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"

namespace yici::feel {

/// Where something is wrong in a text, and what. The key has its sentence in errors.yaml ("feel.syntax",
/// "feel.unknown_name", …).
struct Fault {
    int line = 0;    // 1-based
    int column = 0;  // 1-based, in code points
    std::string key;
    std::string detail;
};

/// Thrown by parse(): kind invalid_input, the first fault; detail begins with "line L, column C: ".
class SyntaxError : public Error {
  public:
    explicit SyntaxError(Fault fault);
    [[nodiscard]] const Fault& fault() const { return fault_; }

  private:
    Fault fault_;
};

/// The names that an expression may use, each with a slot; values come by slot. Names may hold spaces and signs
/// ("Applicant's age (years)"): the longest known name wins (DMN 1.5 §10.3.1.2). Names of a context's entries are
/// given so that "a.monthly income" is read right; they may nest.
class Names {
  public:
    /// The slot of the name; a name that is already there keeps its slot and takes the new members.
    size_t add(std::string name, std::vector<std::string> members = {});
    /// Names that stand behind a dot, of no name in particular; each given once.
    void know_members(std::vector<std::string> members) { members_ = std::move(members); }
    [[nodiscard]] std::optional<size_t> find(std::string_view name) const;
    [[nodiscard]] size_t size() const { return names_.size(); }
    [[nodiscard]] const std::string& at(size_t slot) const { return names_[slot]; }
    /// Every known member name, of all names, for the longest match behind a dot.
    [[nodiscard]] const std::vector<std::string>& members() const { return members_; }

  private:
    std::vector<std::string> names_;
    std::vector<std::string> members_;
};

/// One evaluation: its clock (now(), today()), its budget, and what went wrong on the way. An operation that the
/// standard answers with null says why here.
struct Run {
    explicit Run(const Clock& source, int64_t steps = 10'000'000) : clock(source), steps_left(steps) {}
    const Clock& clock;
    /// Every operation and every element of a list costs one; at zero feel.budget_spent (rule_violated) is thrown.
    int64_t steps_left;
    int depth_left = 500;  // nested calls; at zero feel.too_deep (rule_violated)
    std::vector<Fault> notes;
};

class Program;
class Types;

/// A text of FEEL, parsed and checked once, run many times, from several threads at once.
class Expression {
  public:
    /// Throws SyntaxError. An unknown name is no error: it is null when it is run, with a note (so the standard).
    [[nodiscard]] static Expression parse(std::string_view text, const Names& names);
    /// Cells of a decision table: `-`, `< 5, [1..3], not("a")`; the value that is tested is `?`, given in run_test.
    [[nodiscard]] static Expression parse_unary_tests(std::string_view text, const Names& names);
    /// The same with named types (item definitions) for `instance of`, parameters and results.
    [[nodiscard]] static Expression parse(std::string_view text, const Names& names, const Types& types);
    [[nodiscard]] static Expression parse_unary_tests(std::string_view text, const Names& names, const Types& types);

    /// `inputs` by slot; slots that are missing at the end are null.
    [[nodiscard]] Value evaluate(std::span<const Value> inputs, Run& run) const;
    /// Of unary tests alone: whether `tested` passes; none when the tests yield null.
    [[nodiscard]] std::optional<bool> test(const Value& tested, std::span<const Value> inputs, Run& run) const;

    /// Slots that the expression reads, in order: what a decision depends on.
    [[nodiscard]] const std::vector<size_t>& reads() const;
    [[nodiscard]] const std::string& text() const;
    /// The value when it is the same on every run.
    [[nodiscard]] const Value* constant() const;

    /// Unary tests that are all known without running: values and ranges of which one must hold, or none when negated.
    struct Cell {
        bool any = false;  // "-"
        bool negated = false;
        std::vector<Value> tests;
    };
    /// None where a test asks for other inputs, or is more than a comparison with a known value.
    [[nodiscard]] std::optional<Cell> cell() const;

  private:
    explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
    std::shared_ptr<const Program> program_;
};

/// The names of all built-in functions, and each as a value (for DMN, where they may be passed on).
[[nodiscard]] const std::vector<std::string>& builtin_names();

}  // namespace yici::feel
