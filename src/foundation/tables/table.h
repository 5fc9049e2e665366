#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yici::tables {

/// Where a cell's text lies in its table's block of bytes.
struct Piece {
    uint64_t offset : 40;
    uint64_t length : 24;
};

/// Rows and columns of text that somebody else holds: a Table, or a block of a large file under way (scan.h).
struct Cells {
    const char* bytes = nullptr;
    const Piece* pieces = nullptr;  // row by row
    size_t columns = 0;
    size_t rows = 0;

    [[nodiscard]] std::string_view at(size_t row, size_t column) const {
        const Piece piece = pieces[row * columns + column];
        return {bytes + piece.offset, piece.length};
    }
};

/// A table of text cells, UTF-8, in memory: one block of bytes and eight bytes a cell. Rows may be shorter than the
/// header in the source; here they are filled with empty cells.
class Table {
  public:
    static constexpr size_t kLongestCell = (size_t{1} << 24) - 1;
    explicit Table(std::vector<std::string> header = {});
    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
    [[nodiscard]] size_t columns() const { return header_.size(); }
    [[nodiscard]] size_t rows() const { return lines_.size(); }
    [[nodiscard]] std::string_view cell(size_t row, size_t column) const;
    /// Where the row began in its source, 1-based: a line of a text, a row of a sheet.
    [[nodiscard]] int64_t line(size_t row) const { return lines_[row]; }
    /// Column of that name, or columns().
    [[nodiscard]] size_t column_of(std::string_view name) const;

    /// Cells beyond the header, and one of 16 MiB or more, are an error of the caller.
    void add_row(int64_t line, const std::vector<std::string_view>& cells);

    /// Good until the table changes.
    [[nodiscard]] Cells cells() const { return {bytes_.data(), cells_.data(), columns(), rows()}; }

  private:
    std::vector<std::string> header_;
    std::string bytes_;
    std::vector<Piece> cells_;
    std::vector<int64_t> lines_;
};

}  // namespace yici::tables
