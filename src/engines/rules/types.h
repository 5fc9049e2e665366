#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/feel/expression.h"
#include "engines/feel/type.h"
#include "engines/rules/model.h"

namespace yici::rules {

struct DataType;
using DataTypePtr = std::shared_ptr<const DataType>;

/// An item definition, or a type of FEEL itself: its shape and what its values must satisfy.
struct DataType {
    std::string name;
    feel::TypePtr shape;
    DataTypePtr base;     // what `typeRef` names: its constraints hold as well
    DataTypePtr element;  // of a collection
    std::vector<std::pair<std::string, DataTypePtr>> fields;
    std::optional<feel::Expression> allowed;     // unary tests, of every element of a collection
    std::optional<feel::Expression> constraint;  // unary tests, of the whole
    std::vector<feel::Value> allowed_values;     // in their order, when all of them are values
};

/// Names the values allowed by a type or by what it rests on, in order; empty when they are not listed.
[[nodiscard]] const std::vector<feel::Value>& allowed_values(const DataType* type);
/// The unary tests that the type or what it rests on demands; null for none.
[[nodiscard]] const feel::Expression* allowed_tests(const DataType* type);

enum class Missing { refused, becomes_null };

/// The value as the type wants it, by the implicit conversions of §10.3.2.9.4; null with a note (rules.wrong_type,
/// rules.not_allowed) where it does not conform. Absent fields of a context are refused, or become null.
[[nodiscard]] feel::Value conform(const feel::Value& value, const DataType* type, feel::Run& run,
                                  Missing missing = Missing::refused);

void note(feel::Run& run, std::string key, std::string detail);

/// The item definitions of several models.
class TypeTable {
  public:
    TypeTable(std::span<const Definitions* const> models, std::vector<Finding>& findings);

    /// What a typeRef of that model means; null for no type or for `Any`. An unknown one is a finding.
    [[nodiscard]] DataTypePtr find(const Definitions& model, std::string_view reference, int line = 0);
    /// All named types that FEEL of that model may use.
    [[nodiscard]] feel::Types known_to(const Definitions& model);

  private:
    [[nodiscard]] DataTypePtr named(const Definitions& model, const ItemDefinition& item);
    [[nodiscard]] DataTypePtr build(const Definitions& model, const ItemDefinition& item);
    void constrain(const Definitions& model, const ItemDefinition& item, DataType& type);
    [[nodiscard]] std::optional<feel::Expression> tests(const Definitions& model, const Text& text);
    [[nodiscard]] const Definitions* imported(const Definitions& model, std::string_view name) const;

    [[nodiscard]] const ItemDefinition* item_of(const Definitions& model, std::string_view name) const;

    std::map<std::string, const Definitions*, std::less<>> models_;  // by namespace
    std::map<const Definitions*, std::map<std::string, const ItemDefinition*, std::less<>>> items_;
    std::map<const ItemDefinition*, DataTypePtr> built_;
    std::vector<const ItemDefinition*> in_progress_;
    std::vector<Finding>& findings_;
};

/// The members of "a, b, c" when each is a constant of FEEL; empty otherwise.
[[nodiscard]] std::vector<feel::Value> constant_list(const std::string& unary_tests);

}  // namespace yici::rules
