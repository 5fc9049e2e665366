#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/scanner.h"
#include "engines/feel/scope.h"
#include "engines/feel/tree.h"

namespace yici::feel {

/// Reads FEEL (DMN 1.5 §10.3.1) into nodes, by descent with one rule a function. A fault is a SyntaxError.
class Parser {
  public:
    Parser(std::string_view text, const Names& names, const Types& types);

    NodePtr whole_expression();
    struct Tests {
        std::vector<TestPtr> tests;
        bool any = false;
        bool negated = false;
    };
    /// The value that is tested is in local slot 0.
    Tests whole_tests();
    TypePtr whole_type();

    [[nodiscard]] size_t locals() const { return top_.locals(); }
    /// Slots of inputs that were asked for, in order, each once.
    [[nodiscard]] std::vector<size_t> reads() const;
    /// Names that nobody gives, in order.
    [[nodiscard]] const std::vector<Fault>& unknown() const { return unknown_; }

  private:
    class Level;

    NodePtr expression();
    NodePtr junction(bool all);
    NodePtr comparison();
    NodePtr relation(NodePtr left, bool& found);
    NodePtr between(NodePtr left, Place place);
    NodePtr in(NodePtr left, Place place);
    NodePtr instance_of(NodePtr left, Place place);
    NodePtr sum();
    NodePtr product();
    NodePtr power();
    NodePtr unary();
    NodePtr postfix();
    NodePtr path(NodePtr base);
    NodePtr filter(NodePtr base);
    NodePtr invocation(NodePtr callee, const Builtin* builtin, Place place);

    NodePtr primary();
    NodePtr word(Place place);
    NodePtr keyword(size_t longest, Place place);
    NodePtr named(const std::string& name, Place place);
    NodePtr literal_at(Place place);
    NodePtr parenthesis();
    NodePtr brackets();
    NodePtr open_range();
    NodePtr range_end(NodePtr low, bool low_included, Place place);
    NodePtr context();
    NodePtr if_then(Place place);
    NodePtr loop(Place place);
    NodePtr quantified(Quantifier which, Place place);
    std::vector<Iterator> iterators();
    NodePtr function(Place place);

    std::optional<Operator> comparison_sign();
    TestPtr test();
    TestPtr value_test(NodePtr node, int asked_before, Place place);
    void tests(std::vector<TestPtr>& found);
    std::vector<TestPtr> tests_of_in();
    std::string longest_name();
    std::string member_name();
    std::optional<std::string> argument_name();
    bool bracket_closes_range();

    TypePtr type();
    TypePtr type_arguments(const std::string& name);
    TypePtr context_type();
    TypePtr function_type();

    Scanner scanner_;
    const Names& names_;
    const Types& types_;
    Scope top_;
    Scope* scope_ = &top_;
    std::set<std::string, std::less<>> members_;  // of contexts that stand in this text
    std::vector<size_t> reads_;
    std::vector<Fault> unknown_;
    std::string self_;        // the name of the context entry that a function is about to be
    bool range_end_ = false;  // a "[" may close the range that is being read
    int levels_ = 0;
    int asked_ = 0;  // how often "?" has been asked for
};

}  // namespace yici::feel
