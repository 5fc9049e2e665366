#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"
#include "foundation/tables/table.h"

namespace yici::tables {

/// A sheet of a workbook before anyone knows where its header is: every row and cell as it stands, merged areas
/// filled with the text of their first cell.
struct Sheet {
    std::string name;
    std::vector<std::vector<std::string>> rows;
};

/// UTF-8 (with or without byte order mark), UTF-16 with a byte order mark, else GB18030. Throws
/// tables.encoding_unknown (invalid_input; detail says at which byte).
[[nodiscard]] std::string to_utf8(std::string_view bytes);

/// UTF-8 with some spoilt lines, rather than another encoding: most lines beyond ASCII are well formed.
[[nodiscard]] bool mostly_utf8(std::string_view bytes);

/// The separator that the first line has most of outside quotes: `,` or `;` or tab; a comma when there is none.
[[nodiscard]] char csv_separator(std::string_view text);

/// CSV with its first row as header, RFC 4180 and its common faults (a quote inside an unquoted cell stays as it is);
/// `,` or `;` or tab, told by the header. Rows that cannot be read are left out and become findings with their line:
/// base.csv_invalid, tables.too_many_cells, tables.cell_too_long.
[[nodiscard]] Table read_csv(std::string_view text, const std::string& file, std::vector<Finding>& findings);

/// XLSX (ISO/IEC 29500): shared strings, inline strings, numbers, dates by their number format as YYYY-MM-DD, merged
/// cells. Hostile archives (bombs, entities, depth) are tables.workbook_refused (invalid_input).
[[nodiscard]] std::vector<Sheet> read_workbook(std::string_view bytes, const std::string& file);

/// A file by its content: a workbook's sheets, or a text as one sheet of the file's name. Throws tables.cannot_read
/// (not_found) and tables.workbook_old (invalid_input: Excel 97, or locked by a password).
[[nodiscard]] std::vector<Sheet> read_file(const std::filesystem::path& file, std::vector<Finding>& findings);
/// The same for bytes at hand; a text is one sheet of the name `file`.
[[nodiscard]] std::vector<Sheet> read_sheets(std::string_view bytes, const std::string& file,
                                             std::vector<Finding>& findings);

/// A file by its content: a text, or a workbook's first sheet, with its first row as header.
[[nodiscard]] Table read_table(const std::filesystem::path& file, std::vector<Finding>& findings);

}  // namespace yici::tables
