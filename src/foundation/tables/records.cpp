#include "foundation/tables/records.h"

#include <algorithm>

namespace yici::tables {
namespace {

/// A hostile document would otherwise make a column of every field.
constexpr size_t kMostColumns = 2000;

}  // namespace

RecordRows::RecordRows(const std::vector<std::string>& columns, std::string file, std::vector<Finding>& findings)
    : columns_(columns), file_(std::move(file)), findings_(findings) {
    for (size_t i = 0; i < columns_.size(); ++i) places_.emplace(columns_[i], i);
}

void RecordRows::begin(int64_t line) {
    rows_.push_back({line, cells_.size()});
    fault_.clear();
}

void RecordRows::add(std::string_view column, std::string_view cell) {
    if (cell.size() > Table::kLongestCell) return fault("tables.cell_too_long");
    auto place = places_.find(column);
    if (place == places_.end()) {
        if (columns_.size() >= kMostColumns) throw Error(ErrorKind::invalid_input, "tables.too_many_columns", file_);
        place = places_.emplace(std::string(column), columns_.size()).first;
        columns_.emplace_back(column);
    }
    const auto first = cells_.begin() + static_cast<std::ptrdiff_t>(rows_.back().first);
    const auto same = [&](const Cell& other) { return other.column == place->second; };
    if (std::any_of(first, cells_.end(), same)) return fault("tables.record_field_twice");
    cells_.push_back({place->second, bytes_.size(), cell.size()});
    bytes_ += cell;
}

void RecordRows::fault(std::string key) {
    if (fault_.empty()) fault_ = std::move(key);
}

void RecordRows::end() {
    if (fault_.empty()) return;
    findings_.push_back({file_, static_cast<int>(rows_.back().line), fault_, ""});
    cells_.resize(rows_.back().first);
    rows_.pop_back();
}

Table RecordRows::table() const {
    Table table(columns_);
    std::vector<std::string_view> row(columns_.size());
    for (size_t i = 0; i < rows_.size(); ++i) {
        std::fill(row.begin(), row.end(), std::string_view());
        const size_t end = i + 1 < rows_.size() ? rows_[i + 1].first : cells_.size();
        for (size_t at = rows_[i].first; at < end; ++at)
            row[cells_[at].column] = std::string_view(bytes_).substr(cells_[at].offset, cells_[at].length);
        table.add_row(rows_[i].line, row);
    }
    return table;
}

}  // namespace yici::tables
