#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engines/warehouse/foreign.h"

namespace yici::warehouse {

/// How a table is read.
enum class Mode {
    full,        // every row, in the order of the key; what is not met any more is gone
    watermark,   // rows whose watermark is not below where the last pass came to; deletions are not seen
    change_log,  // keys that a table of the department's names, in the order of its numbers
};

/// A department's table and how it is collected (归集).
struct TableSpec {
    std::string table;                 // "schema.table" or "table"
    std::vector<std::string> columns;  // none: all of them
    std::vector<std::string> key;      // columns that tell rows apart
    Mode mode = Mode::full;
    std::string watermark;   // column; watermark mode
    std::string log_table;   // change_log mode: a table with a growing number and the key's columns
    std::string log_number;  // its column
    /// Rows may become visible later than their watermark or number says, as long as their transaction was open. Each
    /// pass begins where a pass of this long ago had come to; what is read twice changes nothing.
    std::chrono::seconds overlap{120};
    int piece = 1000;  // rows in one transaction of ours
};

/// One row of a source: what identifies it, and every column's text.
struct SourceRow {
    std::string key;  // the key's parts, each after its length: "5:33010…"
    std::string watermark;
    Cells cells;  // none at all: the row is gone
};

/// Where a pass stands: the watermark or number, then the key's parts. Empty: at the beginning.
using Position = std::vector<std::string>;

struct Piece {
    std::vector<SourceRow> rows;
    Position next;  // of its last row
    bool last = false;
};

/// Reads a table piece by piece, each in a short statement of its own on the department's side.
class TableSource {
  public:
    TableSource(Foreign& foreign, TableSpec spec);

    /// The columns that are read, as they are now. warehouse.no_such_table (not_found), warehouse.no_such_column.
    [[nodiscard]] std::vector<Column> columns();
    /// The next piece behind `after`; columns() must have been asked.
    [[nodiscard]] Piece read(const Position& after);
    /// Rows that no pass can see since their watermark is null.
    [[nodiscard]] int64_t without_watermark();
    [[nodiscard]] const TableSpec& spec() const { return spec_; }

  private:
    [[nodiscard]] Piece read_ordered(const Position& after, const std::vector<std::string>& order);
    [[nodiscard]] Piece read_log(const Position& after);
    [[nodiscard]] SourceRow row_of(Cells cells, const std::string& watermark) const;
    [[nodiscard]] std::string selected() const;

    Foreign& foreign_;
    TableSpec spec_;
    std::vector<Column> columns_;
    std::vector<size_t> key_at_;
};

/// The parts of a key as one text, and back.
[[nodiscard]] std::string join_key(const std::vector<std::string>& parts);
[[nodiscard]] std::vector<std::string> split_key(std::string_view key);

}  // namespace yici::warehouse
