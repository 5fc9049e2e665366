#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace yici::tables {

/// A cell to be written: a text, which no program takes for a formula, or a whole number.
using Written = std::variant<std::string, int64_t>;

/// What a column of a form offers; other values may be typed too.
struct Offered {
    size_t column = 0;
    std::vector<std::string> values;  // without commas and quotes; not offered when they come to over 255 characters
};

/// A sheet with a header that is bold and stays in sight.
struct WrittenSheet {
    std::string name;
    std::vector<std::vector<Written>> rows;
    size_t header_rows = 1;
    std::vector<int> widths;  // of the columns, in characters; the rest as the program likes
    std::vector<Offered> offered;
};

/// "A" for the first column, 0.
[[nodiscard]] std::string column_letters(size_t column);

/// XLSX (ISO/IEC 29500). The same sheets give the same bytes.
[[nodiscard]] std::string write_workbook(const std::vector<WrittenSheet>& sheets);

}  // namespace yici::tables
