#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/quality/rule.h"
#include "foundation/tables/table.h"

namespace yici::quality {

/// A table's cells as numbers that are equal when the texts are, one numbering for all columns. 0 is the empty text.
class Columns {
  public:
    explicit Columns(const tables::Cells& cells);
    [[nodiscard]] size_t rows() const { return cells_.rows; }
    /// One id a row; made on the first call.
    const std::vector<uint32_t>& ids(size_t column);
    /// Of a constant; a text that stands nowhere gets an id too.
    uint32_t id_of(std::string_view text);
    [[nodiscard]] std::string_view text_of(uint32_t id) const { return texts_[id]; }

    /// Order of the values of the columns asked for so far, by id: as numbers when every value of `a` and `b` that is
    /// not empty is a number (`numeric` says so), else by bytes. An empty one, as a number, is NaN.
    std::vector<double> ranks(size_t a, size_t b, bool& numeric);

  private:
    bool is_numeric(size_t column);
    double number(uint32_t id);

    tables::Cells cells_;
    std::unordered_map<std::string_view, uint32_t> numbering_;
    std::vector<std::string_view> texts_;
    std::vector<std::vector<uint32_t>> ids_;
};

/// Whether the operator holds between two texts: ordered as numbers when both are, else by bytes. Equality is of texts.
[[nodiscard]] bool holds(Operator op, std::string_view left, std::string_view right);

/// The whole text as a number; NaN when it is none.
[[nodiscard]] double number_of(std::string_view text);

/// Rows of the same combination of ids get the same group; groups count from 0 by their first row.
class Grouping {
  public:
    explicit Grouping(size_t rows) : groups_(rows, 0) {}
    /// Splits the groups by one more column.
    void split(const std::vector<uint32_t>& ids, std::unordered_map<uint64_t, uint32_t>& numbering);
    [[nodiscard]] const std::vector<uint32_t>& groups() const { return groups_; }

  private:
    std::vector<uint32_t> groups_;
};

}  // namespace yici::quality
