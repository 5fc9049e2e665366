#include "foundation/tables/read.h"

#include <algorithm>
#include <array>

#include "foundation/base/csv.h"
#include "foundation/base/files.h"

namespace yici::tables {
namespace {

/// Empty cells that a spreadsheet program appends are no fault.
void drop_empty_tail(std::vector<std::string_view>& cells, size_t columns) {
    while (cells.size() > columns && cells.back().empty()) cells.pop_back();
}

std::string_view unfit(const std::vector<std::string_view>& cells, size_t columns) {
    if (cells.size() > columns) return "tables.too_many_cells";
    const auto too_long = [](std::string_view cell) { return cell.size() > Table::kLongestCell; };
    return std::any_of(cells.begin(), cells.end(), too_long) ? "tables.cell_too_long" : "";
}

std::string content_of(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        throw Error(ErrorKind::not_found, "tables.cannot_read", file.string());
    std::string bytes = yici::read_file(file);
    if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
        throw Error(ErrorKind::invalid_input, "tables.workbook_old", file.filename().string());
    return bytes;
}

bool is_workbook(std::string_view bytes) {
    return bytes.starts_with("PK\x03\x04");
}

Table table_of(const Sheet& sheet, const std::string& file, std::vector<Finding>& findings) {
    if (sheet.rows.empty()) return Table{};
    Table table(sheet.rows.front());
    for (size_t i = 1; i < sheet.rows.size(); ++i) {
        std::vector<std::string_view> cells(sheet.rows[i].begin(), sheet.rows[i].end());
        if (std::all_of(cells.begin(), cells.end(), [](std::string_view cell) { return cell.empty(); })) continue;
        drop_empty_tail(cells, table.columns());
        const auto line = static_cast<int>(i + 1);
        if (const auto key = unfit(cells, table.columns()); !key.empty())
            findings.push_back({file, line, std::string(key), std::to_string(cells.size())});
        else
            table.add_row(line, cells);
    }
    return table;
}

}  // namespace

char csv_separator(std::string_view text) {
    constexpr std::array<char, 3> kSeparators{',', ';', '\t'};
    std::array<size_t, 3> counts{};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n' || c == '\r') break;
        const auto* found = std::find(kSeparators.begin(), kSeparators.end(), c);
        if (found != kSeparators.end()) ++counts[static_cast<size_t>(found - kSeparators.begin())];
    }
    return kSeparators[static_cast<size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

Table read_csv(std::string_view text, const std::string& file, std::vector<Finding>& findings) {
    CsvReader reader(text, file, findings, {csv_separator(text), true});
    if (!reader.next()) return Table{};
    Table table({reader.cells().begin(), reader.cells().end()});
    while (reader.next()) {
        std::vector<std::string_view> cells = reader.cells();
        drop_empty_tail(cells, table.columns());
        if (const auto key = unfit(cells, table.columns()); !key.empty())
            findings.push_back({file, static_cast<int>(reader.line()), std::string(key), std::to_string(cells.size())});
        else
            table.add_row(reader.line(), cells);
    }
    return table;
}

std::vector<Sheet> read_sheets(std::string_view bytes, const std::string& file, std::vector<Finding>& findings) {
    if (is_workbook(bytes)) return read_workbook(bytes, file);
    const std::string text = to_utf8(bytes);
    CsvReader reader(text, file, findings, {csv_separator(text), true});
    Sheet sheet{std::filesystem::path(file).stem().string(), {}};
    while (reader.next()) sheet.rows.emplace_back(reader.cells().begin(), reader.cells().end());
    return {std::move(sheet)};
}

std::vector<Sheet> read_file(const std::filesystem::path& file, std::vector<Finding>& findings) {
    return read_sheets(content_of(file), file.filename().string(), findings);
}

Table read_table(const std::filesystem::path& file, std::vector<Finding>& findings) {
    const std::string bytes = content_of(file);
    if (!is_workbook(bytes)) return read_csv(to_utf8(bytes), file.string(), findings);
    const std::vector<Sheet> sheets = read_workbook(bytes, file.filename().string());
    return sheets.empty() ? Table{} : table_of(sheets.front(), file.string(), findings);
}

}  // namespace yici::tables
