#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/expression.h"
#include "engines/rules/explanation.h"
#include "engines/rules/model.h"
#include "engines/rules/types.h"

namespace yici::rules {

class TableIndex;

/// One column of inputs in bulk; the kind says which span is used. All spans are as long as there are rows.
struct Column {
    enum class Kind { numbers, texts, flags, dates, values };
    Kind kind = Kind::values;
    std::span<const double> numbers;          // the shortest decimal that reads back as this double; NaN is null
    std::span<const std::string_view> texts;  // UTF-8; data() == nullptr is null
    std::span<const uint8_t> flags;           // 0 false, 1 true, all else null
    std::span<const int64_t> dates;           // days since 1970-01-01; INT64_MIN is null
    std::span<const feel::Value> values;
};

/// What a decision answers for many rows: `outcome` by row is a place in `values`.
struct Outcomes {
    std::vector<uint32_t> outcome;
    std::vector<feel::Value> values;
};

/// A decision table, compiled (DMN 1.5 §8): once made it is never changed, and used by several threads.
class Table {
  public:
    struct Input {
        std::string label;  // the label, or the expression's text
        std::string expression_text;
        std::optional<feel::Expression> expression;  // none when it is wrong: its value is null
        std::optional<feel::Expression> allowed;     // inputValues
        DataTypePtr type;
    };
    struct Output {
        std::string name;  // for a context of outputs: the name, the label or "output N"
        DataTypePtr type;
        std::vector<feel::Value> order;  // outputValues, or the values that the type allows
        std::optional<feel::Expression> fallback;
    };
    struct Cell {
        bool any = false;                      // "-" or empty
        std::optional<feel::Expression> test;  // none when it is wrong: it never matches
        std::string text;
    };
    struct Answer {
        std::optional<feel::Expression> expression;
        std::string text;
    };
    struct Row {
        int line = 0;
        std::vector<Cell> inputs;
        std::vector<Answer> outputs;
        std::vector<std::string> annotations;
    };
    using FindType = std::function<DataTypePtr(const std::string& reference, int line)>;

    Table(const TableModel& model, const feel::Names& names, const feel::Types& types, const FindType& find_type,
          std::string_view file, std::vector<Finding>& findings);
    Table(Table&&) noexcept;
    ~Table();

    /// The answer for the values of the names by slot. With `trace`, why.
    [[nodiscard]] feel::Value evaluate(std::span<const feel::Value> frame, feel::Run& run,
                                       TableTrace* trace = nullptr) const;

    /// A column for every input clause, in their order: answers row by row what evaluate() would. Fast when every cell
    /// is an interval, a comparison or a list of constants; throws rules.not_columnar (rule_violated) when a cell or an
    /// output depends on other names than its own input.
    [[nodiscard]] Outcomes evaluate_columns(std::span<const Column> columns, size_t rows, feel::Run& run) const;
    /// Whether evaluate_columns can be asked.
    [[nodiscard]] bool is_columnar() const;

    [[nodiscard]] HitPolicy hit_policy() const { return hit_policy_; }
    [[nodiscard]] Aggregation aggregation() const { return aggregation_; }
    [[nodiscard]] int line() const { return line_; }
    [[nodiscard]] const std::vector<Input>& inputs() const { return inputs_; }
    [[nodiscard]] const std::vector<Output>& outputs() const { return outputs_; }
    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
    [[nodiscard]] const TableIndex& index() const { return *index_; }
    [[nodiscard]] bool has_fallback() const;

  private:
    using Matches = std::vector<uint32_t>;
    [[nodiscard]] Matches matching(std::span<const feel::Value> inputs, std::span<const feel::Value> frame,
                                   feel::Run& run) const;
    [[nodiscard]] feel::Value outcome(const Matches& matches, std::span<const feel::Value> frame, feel::Run& run,
                                      TableTrace* trace) const;
    [[nodiscard]] feel::Value fallback(std::span<const feel::Value> frame, feel::Run& run, TableTrace* trace) const;
    [[nodiscard]] std::vector<feel::Value> outputs_of(uint32_t row, std::span<const feel::Value> frame,
                                                      feel::Run& run) const;
    [[nodiscard]] feel::Value packed(const std::vector<feel::Value>& outputs) const;
    [[nodiscard]] feel::Value collected(const std::vector<std::vector<feel::Value>>& outputs, feel::Run& run) const;
    [[nodiscard]] bool better(const std::vector<feel::Value>& a, const std::vector<feel::Value>& b) const;
    [[nodiscard]] std::optional<size_t> refused_input(std::span<const feel::Value> inputs,
                                                      std::span<const feel::Value> frame, feel::Run& run) const;
    void find_near_misses(std::span<const feel::Value> inputs, std::span<const feel::Value> frame, feel::Run& run,
                          TableTrace& trace) const;
    [[nodiscard]] feel::Value outcome_of_set(std::span<const uint64_t> set, feel::Run& run) const;
    [[nodiscard]] Outcomes by_rows(std::span<const Column> columns, size_t rows, feel::Run& run) const;

    HitPolicy hit_policy_;
    Aggregation aggregation_;
    int line_;
    std::vector<Input> inputs_;
    std::vector<Output> outputs_;
    std::vector<Row> rows_;
    std::unique_ptr<const TableIndex> index_;
};

}  // namespace yici::rules
