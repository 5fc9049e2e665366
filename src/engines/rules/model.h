#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/rules/xml.h"
#include "foundation/base/error.h"

namespace yici::rules {

/// What a DMN file says, as DMN 1.5 (OMG formal/2024-01-01) §6, §7, §8 and §10 name it; nothing is resolved or
/// compiled.

/// A text of FEEL and where it stands.
struct Text {
    std::string text;
    int line = 0;
};

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

/// A name that holds a value: `variable`, `parameter`, a column, a formal parameter.
struct Variable {
    std::string name;
    std::string type;  // as written; empty for none
};

struct ContextEntry {
    Variable variable;  // an empty name: the result
    ExpressionPtr value;
};

struct Binding {
    Variable parameter;
    ExpressionPtr value;  // may be absent
};

struct InputClause {
    std::string label;
    Text expression;
    std::string type;
    Text values;  // inputValues, empty for none
};

struct OutputClause {
    std::string name;
    std::string label;
    std::string type;
    Text values;  // outputValues, empty for none
    Text default_value;
};

struct Rule {
    std::string id;
    int line = 0;
    std::vector<Text> inputs;
    std::vector<Text> outputs;
    std::vector<std::string> annotations;
    std::string description;
};

enum class HitPolicy { unique, any, priority, first, rule_order, output_order, collect };
enum class Aggregation { none, sum, count, min, max };

struct TableModel {
    std::string id;
    int line = 0;
    HitPolicy hit_policy = HitPolicy::unique;
    Aggregation aggregation = Aggregation::none;
    std::string output_label;
    std::vector<InputClause> inputs;
    std::vector<OutputClause> outputs;
    std::vector<std::string> annotations;  // names of the annotation columns
    std::vector<Rule> rules;
};

/// One boxed expression (§10.2.1): the kind says which members are used.
struct Expression {
    enum class Kind {
        literal,      // text
        context,      // entries
        table,        // table
        invocation,   // first = the called function, bindings
        function,     // parameters, first = the body; function_kind
        list,         // items
        relation,     // columns, rows
        conditional,  // first = if, second = then, third = else
        filter,       // first = in, second = match
        for_each,     // variable, first = in, second = return
        some,         // variable, first = in, second = satisfies
        every
    };
    Kind kind = Kind::literal;
    std::string type;
    int line = 0;
    Text text;
    std::string language;  // expressionLanguage where it is not FEEL
    std::vector<ContextEntry> entries;
    std::unique_ptr<TableModel> table;
    std::vector<Binding> bindings;
    std::vector<Variable> parameters;
    std::string function_kind;  // "FEEL", "Java", "PMML"
    std::vector<ExpressionPtr> items;
    std::vector<Variable> columns;
    std::vector<std::vector<ExpressionPtr>> rows;
    std::string variable;
    ExpressionPtr first;
    ExpressionPtr second;
    ExpressionPtr third;
};

struct ItemDefinition {
    std::string name;
    int line = 0;
    std::string type;
    bool collection = false;
    Text allowed_values;
    Text constraint;
    std::vector<ItemDefinition> components;
    bool is_function = false;
    std::vector<Variable> parameters;
    std::string output_type;
};

struct Import {
    std::string name;
    std::string model_namespace;
    std::string type;
    std::string location;
    int line = 0;
};

/// A reference as written in href: "#id" or "namespace#id".
using Reference = std::string;

struct DrgElement {
    enum class Kind { input, decision, knowledge, service };
    Kind kind = Kind::decision;
    std::string id;
    std::string name;
    int line = 0;
    Variable variable;
    std::string question;
    std::string allowed_answers;
    std::string description;
    std::vector<Reference> required_inputs;
    std::vector<Reference> required_decisions;
    std::vector<Reference> required_knowledge;
    ExpressionPtr logic;  // of a decision, or a function definition of a knowledge model; may be absent
    std::vector<Reference> output_decisions;
    std::vector<Reference> encapsulated_decisions;
    std::vector<Reference> input_decisions;
    std::vector<Reference> input_data;
};

struct Definitions {
    std::string name;
    std::string model_namespace;
    std::string file;
    std::vector<Import> imports;
    std::vector<ItemDefinition> items;
    std::vector<DrgElement> elements;
};

/// A DMN file of version 1.1 to 1.5: what it means, and its XML, which is written back without loss.
class Document {
  public:
    /// Throws what XmlDocument throws, and rules.not_dmn (invalid_input) when the root is no `definitions` of DMN.
    /// What is wrong within becomes findings.
    static Document parse(std::string text, std::string file, std::vector<Finding>& findings);
    static Document load(const std::string& path, std::vector<Finding>& findings);

    [[nodiscard]] const Definitions& definitions() const { return definitions_; }
    [[nodiscard]] std::string to_xml() const { return xml_.to_text(); }

  private:
    Document(XmlDocument xml, Definitions definitions) : xml_(std::move(xml)), definitions_(std::move(definitions)) {}
    XmlDocument xml_;
    Definitions definitions_;
};

[[nodiscard]] bool is_dmn_namespace(std::string_view uri);
/// "U", "C+", …, as tables show it.
[[nodiscard]] std::string_view letter(HitPolicy policy, Aggregation aggregation);

}  // namespace yici::rules
