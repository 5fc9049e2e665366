#include "foundation/tables/table.h"

#include <algorithm>

#include "foundation/base/error.h"

namespace yici::tables {

Table::Table(std::vector<std::string> header) : header_(std::move(header)) {}

std::string_view Table::cell(size_t row, size_t column) const {
    const Piece piece = cells_[row * header_.size() + column];
    return std::string_view(bytes_).substr(piece.offset, piece.length);
}

size_t Table::column_of(std::string_view name) const {
    return static_cast<size_t>(std::find(header_.begin(), header_.end(), name) - header_.begin());
}

void Table::add_row(int64_t line, const std::vector<std::string_view>& cells) {
    const auto too_long = [](std::string_view cell) { return cell.size() > kLongestCell; };
    if (cells.size() > header_.size() || std::any_of(cells.begin(), cells.end(), too_long))
        throw Error(ErrorKind::internal, "base.internal", "tables: a row that does not fit");
    for (const std::string_view cell : cells) {
        cells_.push_back({bytes_.size(), cell.size()});
        bytes_ += cell;
    }
    cells_.resize(cells_.size() + header_.size() - cells.size(), Piece{0, 0});
    lines_.push_back(line);
}

}  // namespace yici::tables
