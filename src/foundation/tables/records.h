#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"
#include "foundation/tables/table.h"

namespace yici::tables {

/// Where the records of a document lie and what is read of each.
struct RecordsAt {
    /// Names from the top, separated by `/`. JSON: to the list; empty when the document is the list. XML: from the root
    /// element to the repeated one.
    std::string path;
    /// Columns that the table has even if no record speaks of them; what else is met comes behind them.
    std::vector<std::string> columns;
};

/// A document of records as a table: a field within a field is a column "outer.inner" (XML: an attribute is "@name",
/// names without their prefix), null and absence are empty cells, numbers stand as they were written. A record that is
/// no table's row (a list or the same field twice in it, nesting beyond 8) is left out and becomes a finding with its
/// line: tables.record_nested, tables.record_field_twice, tables.cell_too_long, tables.json_invalid (NDJSON). Throws
/// tables.json_invalid, tables.xml_invalid, tables.no_records, tables.too_many_columns (invalid_input).

/// RFC 8259, UTF-8 as to_utf8() gives it; a "line" is the record's number in the list.
[[nodiscard]] Table read_json(std::string_view text, const RecordsAt& at, const std::string& file,
                              std::vector<Finding>& findings);
/// A record a line.
[[nodiscard]] Table read_ndjson(std::string_view text, const RecordsAt& at, const std::string& file,
                                std::vector<Finding>& findings);
/// XML 1.0 without a document type, so without entities of its own; 64 levels.
[[nodiscard]] Table read_xml(std::string_view text, const RecordsAt& at, const std::string& file,
                             std::vector<Finding>& findings);

/// The text at a path of names separated by `/` within a JSON document, as a cell would have it; empty when absent.
[[nodiscard]] std::string json_text_at(std::string_view text, std::string_view path);

/// Gathers records whose columns are known only at the end.
class RecordRows {
  public:
    RecordRows(const std::vector<std::string>& columns, std::string file, std::vector<Finding>& findings);

    void begin(int64_t line);
    void add(std::string_view column, std::string_view cell);
    /// What is wrong with the record under way: it will be left out.
    void fault(std::string key);
    void end();
    [[nodiscard]] Table table() const;

  private:
    struct Cell {
        size_t column;
        size_t offset, length;
    };
    struct Row {
        int64_t line;
        size_t first;  // of its cells
    };
    std::vector<std::string> columns_;
    std::map<std::string, size_t, std::less<>> places_;
    std::string file_;
    std::vector<Finding>& findings_;
    std::string bytes_;
    std::vector<Cell> cells_;
    std::vector<Row> rows_;
    std::string fault_;
};

/// Levels of fields within fields that are still a row.
constexpr int kDeepestField = 8;

}  // namespace yici::tables
