#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engines/feel/value.h"

namespace yici::rules {

class Table;

/// A set of rules, a bit each.
using RuleSet = std::vector<uint64_t>;

[[nodiscard]] inline bool has(const RuleSet& set, size_t rule) {
    return (set[rule / 64] >> (rule % 64) & 1) != 0;
}
inline void put(RuleSet& set, size_t rule) {
    set[rule / 64] |= uint64_t{1} << (rule % 64);
}
[[nodiscard]] inline bool is_empty(const RuleSet& set) {
    for (const uint64_t word : set) {
        if (word != 0) return false;
    }
    return true;
}

/// The domain of one input, cut at every constant of its column, so that each rule's cell is true or false for a whole
/// segment.
struct ColumnIndex {
    /// Ordered kinds: below, points[0], between, points[1], …, above. Texts: points[i], then every other text. Flags:
    /// false, true. The last one is always null.
    struct Segment {
        RuleSet rules;
        bool exists = true;    // false where nothing lies between: two neighbouring days
        bool refused = false;  // not among the inputValues
        bool outside = false;  // not among the values that the column's type allows
    };
    feel::Value::Kind kind = feel::Value::Kind::null;  // null: no constants at all
    std::vector<feel::Value> points;
    std::vector<double> doubles;  // the points of numbers, when doubles compare as exactly as decimals
    std::vector<int64_t> days;    // the points of dates
    std::vector<Segment> segments;
    RuleSet unknown;               // rules whose cell must be asked itself
    bool allowed_unknown = false;  // inputValues that must be asked themselves

    [[nodiscard]] size_t null_segment() const { return segments.size() - 1; }
    /// The segment of a value; none for a value of another kind.
    [[nodiscard]] std::optional<size_t> segment_of(const feel::Value& value) const;
    [[nodiscard]] size_t segment_of(double number) const;
    [[nodiscard]] size_t segment_of(std::string_view text) const;
    [[nodiscard]] size_t segment_of_day(int64_t day) const;
};

/// Every column of a table, indexed; a lookup is a search per column and an AND of the sets found.
class TableIndex {
  public:
    explicit TableIndex(const Table& table);

    [[nodiscard]] const std::vector<ColumnIndex>& columns() const { return columns_; }
    [[nodiscard]] const RuleSet& all() const { return all_; }
    /// Whether no cell and no inputValues must be asked itself.
    [[nodiscard]] bool is_complete() const;

  private:
    std::vector<ColumnIndex> columns_;
    RuleSet all_;
};

}  // namespace yici::rules
