#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engines/feel/expression.h"
#include "engines/rules/explanation.h"
#include "engines/rules/table.h"
#include "engines/rules/types.h"

namespace yici::rules {

class Program;

/// The values of the names by slot.
using Frame = std::vector<feel::Value>;

/// What an evaluation gathers for its explanation; `open` are the places of the decisions that are being done.
struct Trace {
    Explanation explanation;
    std::vector<size_t> open;
};

/// What every part of one evaluation shares. `program` is held by the functions that are made, so that they outlive
/// the evaluation; `trace` is null when nobody asked why.
struct Activation {
    feel::Run& run;
    std::shared_ptr<const Program> program;
    std::shared_ptr<Trace> trace;
};

/// A compiled boxed expression.
class Node {
  public:
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;
    [[nodiscard]] virtual feel::Value evaluate(const Frame& frame, Activation& activation) const = 0;
};
using NodePtr = std::unique_ptr<const Node>;

/// A literal; null where its text is wrong, since the finding was made when it was compiled.
class LiteralNode final : public Node {
  public:
    explicit LiteralNode(std::optional<feel::Expression> expression) : expression_(std::move(expression)) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;
    [[nodiscard]] const std::optional<feel::Expression>& expression() const { return expression_; }

  private:
    std::optional<feel::Expression> expression_;
};

class ContextNode final : public Node {
  public:
    struct Entry {
        std::string name;  // empty: the result
        size_t slot;
        DataTypePtr type;
        NodePtr value;
    };
    ContextNode(std::vector<Entry> entries, size_t slots) : entries_(std::move(entries)), slots_(slots) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    std::vector<Entry> entries_;
    size_t slots_;
};

class ListNode final : public Node {
  public:
    explicit ListNode(std::vector<NodePtr> items) : items_(std::move(items)) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    std::vector<NodePtr> items_;
};

class RelationNode final : public Node {
  public:
    struct Column {
        std::string name;
        DataTypePtr type;
    };
    RelationNode(std::vector<Column> columns, std::vector<std::vector<NodePtr>> rows)
        : columns_(std::move(columns)), rows_(std::move(rows)) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    std::vector<Column> columns_;
    std::vector<std::vector<NodePtr>> rows_;
};

class ConditionalNode final : public Node {
  public:
    ConditionalNode(NodePtr condition, NodePtr then, NodePtr otherwise)
        : condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    NodePtr condition_;
    NodePtr then_;
    NodePtr otherwise_;
};

class TableNode final : public Node {
  public:
    TableNode(Table table, std::string name) : table_(std::move(table)), name_(std::move(name)) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;
    [[nodiscard]] const Table& table() const { return table_; }

  private:
    Table table_;
    std::string name_;
};

/// A filter whose condition is a literal: FEEL's own filter, with the list in a slot of its own.
class FilterNode final : public Node {
  public:
    FilterNode(NodePtr in, std::optional<feel::Expression> filter, size_t slot)
        : in_(std::move(in)), filter_(std::move(filter)), slot_(slot) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    NodePtr in_;
    std::optional<feel::Expression> filter_;
    size_t slot_;
};

/// A filter whose condition is another boxed expression; it sees `item` and the members that the model knows.
class BoxedFilterNode final : public Node {
  public:
    BoxedFilterNode(NodePtr in, NodePtr match, size_t item, std::vector<std::pair<std::string, size_t>> members)
        : in_(std::move(in)), match_(std::move(match)), item_(item), members_(std::move(members)) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    NodePtr in_;
    NodePtr match_;
    size_t item_;
    std::vector<std::pair<std::string, size_t>> members_;
};

class IteratorNode final : public Node {
  public:
    IteratorNode(Expression::Kind kind, NodePtr in, NodePtr body, size_t variable, size_t partial);
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    Expression::Kind kind_;
    NodePtr in_;
    NodePtr body_;
    size_t variable_;
    size_t partial_;
    bool gives_partial_;
    feel::Expression elements_;  // of a range
    std::optional<feel::Expression> conclude_;
};

/// A function of FEEL with its parameters in slots of the frame around it.
class FunctionNode final : public Node {
  public:
    struct Parameter {
        std::string name;
        size_t slot;
        DataTypePtr type;
    };
    FunctionNode(std::vector<Parameter> parameters, NodePtr body, DataTypePtr result, size_t slots)
        : parameters_(std::move(parameters)), body_(std::move(body)), result_(std::move(result)), slots_(slots) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;
    /// The call itself; null with a note when an argument does not conform, and then nothing is run.
    [[nodiscard]] feel::Value call(const Frame& around, std::span<const feel::Value> arguments,
                                   Activation& activation) const;
    [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
    /// Names and types of the parameters and of the result.
    [[nodiscard]] feel::Function signature() const;
    [[nodiscard]] const Node* body() const { return body_.get(); }

  private:
    std::vector<Parameter> parameters_;
    NodePtr body_;  // null: no logic
    DataTypePtr result_;
    size_t slots_;
};

/// A function of Java or PMML: it can be named, and is null when it is called (rules.external_function).
class ExternalNode final : public Node {
  public:
    ExternalNode(std::string kind, std::vector<std::string> parameters)
        : kind_(std::move(kind)), parameters_(std::move(parameters)) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    std::string kind_;
    std::vector<std::string> parameters_;
};

class InvocationNode final : public Node {
  public:
    struct Argument {
        std::string name;
        NodePtr value;
    };
    InvocationNode(NodePtr function, std::vector<Argument> arguments)
        : function_(std::move(function)), arguments_(std::move(arguments)) {}
    [[nodiscard]] feel::Value evaluate(const Frame& frame, Activation& activation) const override;

  private:
    NodePtr function_;
    std::vector<Argument> arguments_;
};

/// One level of calls; throws rules.too_deep (rule_violated) when there are too many.
class Descent {
  public:
    explicit Descent(feel::Run& run);
    Descent(const Descent&) = delete;
    Descent& operator=(const Descent&) = delete;
    ~Descent() { ++run_.depth_left; }

  private:
    feel::Run& run_;
};

}  // namespace yici::rules
