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
    Compiler(TypeTable& types, std::vector<std::string> members, std::vector<Finding>& findings)
        : types_(types), members_(std::move(members)), findings_(findings) {}

    /// Null for no expression.
    [[nodiscard]] NodePtr compile(const Expression* expression, const Scope& scope);
    size_t add_name(feel::Names& names, const std::string& name, std::vector<std::string> members = {}) const;
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
    std::vector<Finding>& findings_;
};

/// Every member name of item definitions, contexts, relations and tables of a model.
void gather_members(const Definitions& model, std::vector<std::string>& into);

}  // namespace yici::rules
