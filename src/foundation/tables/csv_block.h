#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/tables/csv_masks.h"
#include "foundation/tables/scan.h"

namespace yici::tables {

/// Reads the rows of a block's bytes that begin at or before `limit`. First by masks of 64 bytes at a time; a block
/// with quotes where RFC 4180 has none is read again character by character.
class CsvBlockReader {
  public:
    CsvBlockReader(Block& block, size_t columns, char separator)
        : block_(block), columns_(columns), separator_(separator) {}

    /// Reads block.bytes from its front. `whole`: nothing of the file follows the bytes. The number of bytes that the
    /// rows took; none when the last row goes on behind them. Lines count from 0 and `lines_passed` is how many ended.
    [[nodiscard]] std::optional<size_t> read(size_t limit, bool whole);
    [[nodiscard]] int64_t lines_passed() const { return line_; }

  private:
    enum class End { done, cut, faulty };
    End read_fast(size_t limit, bool whole, size_t& taken);
    End read_slow(size_t limit, bool whole, size_t& taken);
    bool end_row(size_t end);
    void add_cell(size_t begin, size_t end);
    void reject(int64_t line, std::string key, size_t begin, size_t end);
    void reject_bad_utf8(size_t taken);
    void reset();

    Block& block_;
    size_t columns_;
    char separator_;
    std::vector<CsvMasks> masks_;
    std::string unescaped_;
    std::vector<size_t> moved_;                  // pieces that lie in unescaped_
    std::vector<size_t> row_begins_, row_ends_;  // of the rows that were kept
    size_t row_begin_ = 0, cell_begin_ = 0, cells_ = 0;
    int64_t line_ = 0, row_line_ = 0;
};

}  // namespace yici::tables
