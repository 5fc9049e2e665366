#pragma once

#include <string>
#include <vector>

#include "engines/rules/node.h"

namespace yici::rules {

/// The names that an expression sees.
struct Scope {
    feel::Names names;
    const Definitions* model = nullptr;
    const feel::Types* types = nullptr;  // named types of the model
    std::string owner;                   // the decision or knowledge model
};

/// Makes nodes of boxed expressions; what is wrong becomes a finding.
class Compiler {
  public:
    /// `members`: every name that stands behind a dot somewhere in the models, so that names with blanks are read.
    Compiler(TypeTable& types, std::vector<std::string> members, std::vector<Finding>& findings);

    /// Null for no expression.
    [[nodiscard]] NodePtr compile(const Expression* expression, const Scope& scope);
    /// What a scope begins with: no name of its own, and the members.
    [[nodiscard]] const feel::Names& no_names() const { return no_names_; }
    [[nodiscard]] TypeTable& types() { return types_; }

  private:
    [[nodiscard]] std::optional<feel::Expression> parse(const Text& text, const Scope& scope);
    [[nodiscard]] NodePtr literal(const Expression& expression, const Scope& scope);
    [[nodiscard]] NodePtr context(const Expression& expression, Scope scope);
    [[nodiscard]] NodePtr list(const Expression& expression, const Scope& scope);
    [[nodiscard]] NodePtr relation(const Expression& expression, const Scope& scope);
    [[nodiscard]] NodePtr filter(const Expression& expression, Scope scope);
    [[nodiscard]] NodePtr iterated(const Expression* expression, const Scope& scope);
    [[nodiscard]] NodePtr iterator(const Expression& expression, Scope scope);
    [[nodiscard]] NodePtr function(const Expression& expression, Scope scope);
    [[nodiscard]] NodePtr invocation(const Expression& expression, const Scope& scope);
    [[nodiscard]] NodePtr table(const Expression& expression, const Scope& scope);

    TypeTable& types_;
    std::vector<std::string> members_;
    feel::Names no_names_;
    std::vector<Finding>& findings_;
};

/// Every member name of item definitions, contexts, relations and tables, each once; the first of very many.
[[nodiscard]] std::vector<std::string> members_of(std::span<const Definitions* const> models,
                                                  std::vector<Finding>& findings);

}  // namespace yici::rules
