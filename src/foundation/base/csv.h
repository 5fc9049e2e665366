#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici {

struct CsvRow {
    int line = 0;  // 1-based, of its first character; a quoted cell may hold line ends
    std::vector<std::string> cells;
};

/// RFC 4180: quoted cells, doubled quotes, line ends inside quotes; LF, CRLF or CR ends a row, the last may lack it.
/// A byte order mark of UTF-8 in front is skipped, and so are empty lines. Nothing is trimmed. A quote inside an
/// unquoted cell, text after a closing quote and an unclosed quote are findings base.csv_invalid; their rows are left
/// out.
[[nodiscard]] std::vector<CsvRow> parse_csv(std::string_view text, const std::string& file,
                                            std::vector<Finding>& findings);

/// GB18030 (and so GBK and GB2312) to UTF-8; none when the bytes are not GB18030.
[[nodiscard]] std::optional<std::string> decode_gb18030(std::string_view bytes);

}  // namespace yici
