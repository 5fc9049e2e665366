#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engines/quality/rule.h"

namespace yici::quality {

/// What remains to be compared between two rows that are equal where the rule demands it: `left` is of the first row,
/// `right` of the second, one id a row of the table; `ranks` orders the ids (empty for `differs`).
struct Comparison {
    const std::vector<uint32_t>* left = nullptr;
    const std::vector<uint32_t>* right = nullptr;
    Operator op = Operator::differs;
    const std::vector<double>* ranks = nullptr;
};

/// Finds the pairs (a, b) of different rows, a from the first list and b from the second, for which all comparisons
/// hold: marks rows that are in one, and counts the pairs.
class PairJoin {
  public:
    PairJoin(std::vector<Comparison> comparisons, size_t rows);
    void join(std::span<const uint32_t> first, std::span<const uint32_t> second);

    [[nodiscard]] const std::vector<uint8_t>& first() const { return first_; }
    [[nodiscard]] const std::vector<uint8_t>& second() const { return second_; }
    [[nodiscard]] int64_t pairs() const { return pairs_; }

  private:
    using Rows = std::span<const uint32_t>;
    struct Point {
        double x = 0, y = 0;
        uint32_t row = 0;
    };
    [[nodiscard]] bool holds(const Comparison& comparison, uint32_t a, uint32_t b) const;
    [[nodiscard]] bool all_hold(uint32_t a, uint32_t b) const;
    void join_all(Rows first, Rows second);
    void join_differing(Rows first, Rows second);
    void join_ordered(Rows first, Rows second);
    void join_combinations(Rows first, Rows second);
    int64_t sweep(std::vector<Point> left, std::vector<Point> right, bool strict_x, bool strict_y,
                  std::vector<uint8_t>& marks);
    [[nodiscard]] std::vector<Point> points(Rows rows, bool left) const;

    std::vector<Comparison> comparisons_;
    std::vector<uint8_t> first_, second_;
    std::vector<uint8_t> seen_;  // scratch, zero between calls: bit 0 for rows of the first list, bit 1 of the second
    int64_t pairs_ = 0;
};

}  // namespace yici::quality
