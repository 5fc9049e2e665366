#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/expression.h"
#include "engines/rules/explanation.h"
#include "engines/rules/model.h"
#include "engines/rules/table.h"

namespace yici::rules {

/// A value for an input data element.
struct Input {
    std::string name;
    feel::Value value;
    std::string model_namespace;  // of an imported model's input; empty: any model
};

struct Answer {
    feel::Value value;
    std::shared_ptr<const Explanation> explanation;  // null when nobody asked why
};

enum class Explain { no, yes };

/// A table of a model, with the name of the decision or knowledge model whose logic it is.
struct NamedTable {
    std::string name;
    const Table* table;
};

/// A column of values for an input data element, by its name.
struct NamedColumn {
    std::string name;
    Column column;
};

class Program;

/// A DMN model with the models that it imports, compiled once; used by any number of threads (DMN 1.5). Copies share.
/// An evaluation never throws for what a model says wrongly: it is null, and the run's notes say why. It throws
/// feel.budget_spent and rules.too_deep.
class Decisions {
  public:
    /// The first document is the model; the others are there to be imported, by namespace. Texts that FEEL cannot
    /// read, unknown references and types, circular requirements become findings; what they stand in is null.
    static Decisions compile(std::vector<Document> documents, std::vector<Finding>& findings);
    /// A file with the other .dmn files of its folder.
    static Decisions load(const std::filesystem::path& file, std::vector<Finding>& findings);

    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] const Definitions& definitions() const;
    /// The elements of the model itself, by kind.
    [[nodiscard]] std::vector<const DrgElement*> elements(DrgElement::Kind kind) const;
    [[nodiscard]] bool has_decision(std::string_view name) const;
    [[nodiscard]] bool has_input(std::string_view name) const;
    /// The declared type of an input or a decision; null for none.
    [[nodiscard]] DataTypePtr type_of(std::string_view name) const;

    /// The decision of that name or id. Throws rules.unknown_decision (not_found).
    [[nodiscard]] Answer evaluate(std::string_view decision, std::span<const Input> inputs, feel::Run& run,
                                  Explain explain = Explain::no) const;
    /// The same, with an input by entry.
    [[nodiscard]] Answer evaluate(std::string_view decision, const feel::Context& inputs, feel::Run& run,
                                  Explain explain = Explain::no) const;
    /// A decision service or a knowledge model, called by name; what is not given is null. Throws
    /// rules.unknown_decision (not_found).
    [[nodiscard]] feel::Value call(std::string_view name, std::span<const Input> arguments, feel::Run& run) const;

    /// A decision that is a table, for many rows at once; throws rules.unknown_decision (not_found) and
    /// rules.not_columnar (rule_violated) when the decision is more than a table over input data.
    [[nodiscard]] Outcomes evaluate_columns(std::string_view decision, std::span<const NamedColumn> columns,
                                            size_t rows, feel::Run& run) const;

    /// Every table that is the logic of an element, in the order of the file.
    [[nodiscard]] std::vector<NamedTable> tables() const;

  private:
    explicit Decisions(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
    std::shared_ptr<const Program> program_;
};

}  // namespace yici::rules
