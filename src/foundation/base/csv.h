#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici {

struct CsvDialect {
    char separator = ',';
    bool bare_quotes = false;  // a quote inside an unquoted cell is a character of it, not a fault
    bool mark = true;          // the text is the front of a file, where a byte order mark is skipped
};

/// RFC 4180, row by row: quoted cells, doubled quotes, line ends inside quotes; LF, CRLF or CR ends a row, the last may
/// lack it. A byte order mark of UTF-8 in front is skipped, and so are empty lines. Nothing is trimmed. A quote inside
/// an unquoted cell, text after a closing quote and an unclosed quote are findings base.csv_invalid; their rows are
/// left out. `text` must outlive the reader.
class CsvReader {
  public:
    CsvReader(std::string_view text, std::string file, std::vector<Finding>& findings, CsvDialect dialect = {});
    /// Goes to the next sound row; false at the end, and where the next row begins behind `last` bytes.
    bool next(size_t last = std::string_view::npos);
    /// 1-based line of the row's first character; a quoted cell may hold line ends.
    [[nodiscard]] int64_t line() const { return row_line_; }
    /// The row's cells, good until next().
    [[nodiscard]] const std::vector<std::string_view>& cells() const { return cells_; }

    /// Where the row begins in the text, where the next one will, and the line of that.
    [[nodiscard]] size_t row_position() const { return row_at_; }
    [[nodiscard]] size_t position() const { return at_; }
    [[nodiscard]] int64_t next_line() const { return line_; }

  private:
    struct Place {
        size_t from = 0, length = 0;
        bool unescaped = false;  // lies in unescaped_, not in text_
    };
    [[nodiscard]] bool at_cell_end() const;
    bool take(char c);
    bool skip_line_end();
    void fault(std::string detail);
    Place cell();
    Place quoted_cell();
    Place unescape(size_t from, size_t length);

    std::string_view text_;
    std::string file_;
    std::vector<Finding>& findings_;
    CsvDialect dialect_;
    std::vector<Place> places_;
    std::vector<std::string_view> cells_;
    std::string unescaped_;
    size_t at_ = 0;
    size_t row_at_ = 0;
    int64_t line_ = 1;
    int64_t row_line_ = 0;
    bool sound_ = true;
};

struct CsvRow {
    int line = 0;
    std::vector<std::string> cells;
};

/// Every sound row of a CsvReader.
[[nodiscard]] std::vector<CsvRow> parse_csv(std::string_view text, const std::string& file,
                                            std::vector<Finding>& findings);

/// GB18030 (and so GBK and GB2312) to UTF-8, characters as the WHATWG Encoding Standard maps them; none when the bytes
/// are not GB18030, and then `bad`, when given, is where.
[[nodiscard]] std::optional<std::string> decode_gb18030(std::string_view bytes, size_t* bad = nullptr);

}  // namespace yici
