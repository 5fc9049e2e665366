#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engines/quality/rule.h"
#include "foundation/base/clock.h"
#include "foundation/tables/table.h"

namespace yici::quality {

/// A cell by its row in the table (the first below the header is 0) and its column.
struct CellAt {
    uint32_t row = 0;
    uint32_t column = 0;
    friend auto operator<=>(const CellAt&, const CellAt&) = default;
};

/// What one rule found.
struct Outcome {
    bool checked = false;          // false: the table lacks a column, or another table could not be read
    std::vector<uint32_t> rows;    // violating rows, ascending
    std::optional<int64_t> pairs;  // of a rule about two rows: violating pairs, unordered where the rule is symmetric
    /// Every cell that the rule names in a violating row, ascending.
    std::vector<CellAt> cells;
    /// Those of `cells` that are likely wrong, ascending: where rows that must agree do not, the cells that say
    /// otherwise than most of them (all, when there is no such majority); for other rules the same as `cells`.
    std::vector<CellAt> suspects;
};

struct Report {
    size_t rows = 0;
    std::vector<Outcome> outcomes;  // by the place of their rule in the set
};

/// Runs every rule over the whole table: row rules in one pass each, rules about two rows by hashing what must be equal
/// and sorting what must be ordered. Cost grows as n log n, except for a denial constraint with two or more cells that
/// must differ, or with a differing one beside ordered ones, or with three ordered ones: that compares, within rows
/// that are equal where the rule demands it, every two unlike combinations of the cells.
/// Findings: quality.column_unknown, quality.table_unreadable, quality.pattern_invalid; `notes`: columns that were
/// found under another spelling, and what was compared as numbers.
[[nodiscard]] Report check(const tables::Table& table, const RuleSet& rules, const Clock& clock,
                           std::vector<Finding>& findings, std::vector<std::string>& notes);

/// The column that a rule's author meant: of that name, else the only one of that name without case, blanks, - and _,
/// else the only one of which that is an abbreviation (its letters in their order, the first among them).
[[nodiscard]] std::optional<size_t> find_column(const std::vector<std::string>& header, std::string_view name);

/// The column in which a table keeps what one source says of a column: "address@11330000002481063P".
[[nodiscard]] std::string source_column(std::string_view column, std::string_view source);
/// The sources that a rule compares, by their columns in a header.
struct SourceAt {
    size_t column = 0;
    std::string source;
};
[[nodiscard]] std::vector<SourceAt> sources_in(const std::vector<std::string>& header, const Sources& what);

/// All outcomes' cells, each once, ascending.
[[nodiscard]] std::vector<CellAt> flagged(const Report& report);
[[nodiscard]] std::vector<CellAt> suspected(const Report& report);

/// Shares of cells and rows that are sound, 0 to 100 by dimension: of each rule the share of rows that do not violate
/// it, averaged; a dimension that no rule looks at is none. The accessible one is the share of the source's rows that
/// could be read at all, unless rules of their own speak of it.
struct Score {
    std::array<std::optional<double>, kDimensions> dimensions;
    double total = 0;  // weighted average of those that there are
};
[[nodiscard]] Score score(const Report& report, const RuleSet& rules, size_t unreadable_rows);

/// How well `cells` name those that differ from the clean table, which has the same rows in the same order.
struct Accuracy {
    size_t errors = 0;   // cells in which the tables differ
    size_t flagged = 0;  // cells named
    size_t found = 0;    // of these, those that are errors
    [[nodiscard]] double precision() const;
    [[nodiscard]] double recall() const;
};
/// Columns go by name, or by place where the names differ but their number does not. Throws quality.tables_differ
/// (invalid_input).
[[nodiscard]] Accuracy compare(const tables::Table& dirty, const tables::Table& clean,
                               const std::vector<CellAt>& cells);

}  // namespace yici::quality
