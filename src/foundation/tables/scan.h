#pragma once

#include <any>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/tables/table.h"

namespace yici::tables {

/// Some rows of a large CSV, as places in its own copy of their bytes. Rows shorter than the header are filled with
/// empty cells.
struct Block {
    struct Rejected {
        int64_t line = 0;
        std::string key;   // base.csv_invalid, tables.too_many_cells, base.bad_encoding
        std::string text;  // the row as it stands, at most its first 4096 bytes
    };
    Cells cells;
    std::vector<int64_t> lines;      // of every row, 1-based
    std::vector<Rejected> rejected;  // rows that are left out
    uint64_t begin = 0, end = 0;     // bytes of the file
    std::any result;                 // whatever the work on the block made

    std::string bytes;
    std::vector<Piece> pieces;
};

/// A CSV of any size, UTF-8, read by blocks on several threads, with the rules of read_csv(): a row is the same however
/// the file is cut, also where quotes are faulty (a block that was begun at a wrong place is read again).
class CsvFile {
  public:
    /// Opens a file; what is not UTF-8 in its first MiB is decoded as a whole by to_utf8(). Throws tables.cannot_read
    /// (not_found), tables.encoding_unknown (invalid_input).
    explicit CsvFile(const std::filesystem::path& file);
    /// The same for a text in memory that is UTF-8 already.
    static CsvFile of_text(std::string text);
    CsvFile(CsvFile&&) noexcept;
    ~CsvFile();

    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
    [[nodiscard]] uint64_t size() const;

    /// `work` is called for each block, from `threads` threads at once; `take` for each in the file's order, from the
    /// calling thread. What either throws comes out here. `block_size`: bytes of a block.
    void scan(const std::function<void(Block&)>& work, const std::function<void(Block&)>& take, size_t threads = 2,
              size_t block_size = size_t{1} << 20) const;

  private:
    class Source;
    class Scan;
    explicit CsvFile(std::unique_ptr<Source> source);
    void read_header();

    std::unique_ptr<Source> source_;
    std::vector<std::string> header_;
    char separator_ = ',';
    uint64_t rows_begin_ = 0;  // the first byte behind the header
    int64_t first_line_ = 2;
};

}  // namespace yici::tables
