#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/quality/table_rules.h"
#include "foundation/base/clock.h"
#include "foundation/tables/table.h"

namespace yici::quality {

/// A rule that looks at one row at a time; safe from several threads.
class RowRule {
  public:
    virtual ~RowRule() = default;
    /// Sets bits[row] |= bit for every violating row; `bits` has one entry a row of `cells`.
    virtual void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const = 0;
    /// What is flagged in a violating row.
    [[nodiscard]] const std::vector<size_t>& columns() const { return columns_; }

  protected:
    explicit RowRule(std::vector<size_t> columns) : columns_(std::move(columns)) {}

  private:
    std::vector<size_t> columns_;
};

/// None when the rule is about several rows, or when it cannot be checked (then a finding says why).
[[nodiscard]] std::unique_ptr<RowRule> make_row_rule(const Rule& rule, Binding& binding, const Clock& clock);
[[nodiscard]] bool is_about_several_rows(const Rule& rule);

/// Calls `violates(row)` for every row whose cell in `column` is not empty (or `empty_too`).
template <class Violates>
void check_column(const tables::Cells& cells, size_t column, bool empty_too, uint64_t bit, uint64_t* bits,
                  const Violates& violates) {
    for (size_t row = 0; row < cells.rows; ++row) {
        const std::string_view text = cells.at(row, column);
        if ((!text.empty() || empty_too) && violates(text)) bits[row] |= bit;
    }
}

/// The parts of row rules that are built in files of their own.
[[nodiscard]] std::unique_ptr<RowRule> make_format(const Rule& rule, const Format& what, Binding& binding);
[[nodiscard]] std::unique_ptr<RowRule> make_identity(const Rule& rule, const Identity& what, Binding& binding);
[[nodiscard]] std::unique_ptr<RowRule> make_reference(const Rule& rule, const Reference& what, Binding& binding);
[[nodiscard]] std::unique_ptr<RowRule> make_agreement(const Rule& rule, const Agreement& what, Binding& binding);
[[nodiscard]] std::unique_ptr<RowRule> make_sources(const Rule& rule, const Sources& what, Binding& binding);
[[nodiscard]] std::unique_ptr<RowRule> make_denial(const Rule& rule, const Denial& what, Binding& binding);
[[nodiscard]] std::unique_ptr<RowRule> make_feel(const Rule& rule, const Feel& what, Binding& binding,
                                                 const Clock& clock);

/// Days since 1970-01-01 of YYYY-MM-DD; none for anything else. One pass: for columns of millions.
[[nodiscard]] std::optional<int32_t> day_number(std::string_view text);
/// YYYY-MM-DD HH:MM:SS, also with a T between and a Z behind.
[[nodiscard]] bool is_instant(std::string_view text);

}  // namespace yici::quality
