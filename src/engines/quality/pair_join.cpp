#include "engines/quality/pair_join.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace yici::quality {
namespace {

bool is_order(const Comparison& comparison) {
    return comparison.op != Operator::differs && comparison.op != Operator::equal;
}

bool is_greater(Operator op) {
    return op == Operator::greater || op == Operator::greater_or_equal;
}

bool is_strict(Operator op) {
    return op == Operator::greater || op == Operator::less;
}

/// Counts of ranks with prefix sums (Fenwick).
class Counts {
  public:
    explicit Counts(size_t size) : sums_(size + 1, 0) {}
    void add(size_t at) {
        ++total_;
        for (++at; at < sums_.size(); at += at & (~at + 1)) ++sums_[at];
    }
    /// Of those at `from` and beyond.
    [[nodiscard]] int64_t from(size_t from) const {
        int64_t below = 0;
        for (; from > 0; from -= from & (~from + 1)) below += sums_[from];
        return total_ - below;
    }

  private:
    std::vector<int64_t> sums_;
    int64_t total_ = 0;
};

}  // namespace

PairJoin::PairJoin(std::vector<Comparison> comparisons, size_t rows)
    : comparisons_(std::move(comparisons)), first_(rows, 0), second_(rows, 0), seen_(rows, 0) {}

bool PairJoin::holds(const Comparison& comparison, uint32_t a, uint32_t b) const {
    const uint32_t left = (*comparison.left)[a];
    const uint32_t right = (*comparison.right)[b];
    if (comparison.op == Operator::differs) return left != right;
    const double x = (*comparison.ranks)[left];
    const double y = (*comparison.ranks)[right];
    switch (comparison.op) {
        case Operator::less:
            return x < y;
        case Operator::less_or_equal:
            return x <= y;
        case Operator::greater:
            return x > y;
        case Operator::greater_or_equal:
            return x >= y;
        default:
            return left == right;
    }
}

bool PairJoin::all_hold(uint32_t a, uint32_t b) const {
    return std::all_of(comparisons_.begin(), comparisons_.end(),
                       [&](const Comparison& each) { return holds(each, a, b); });
}

void PairJoin::join(Rows first, Rows second) {
    if (first.empty() || second.empty() || (first.size() == 1 && second.size() == 1 && first[0] == second[0])) return;
    const auto orders = static_cast<size_t>(std::count_if(comparisons_.begin(), comparisons_.end(), is_order));
    const size_t others = comparisons_.size() - orders;
    if (comparisons_.empty()) return join_all(first, second);
    if (orders == 0 && others == 1) return join_differing(first, second);
    if (others == 0 && orders <= 2) return join_ordered(first, second);
    join_combinations(first, second);
}

void PairJoin::join_all(Rows first, Rows second) {
    for (const uint32_t row : first) seen_[row] = 1;
    int64_t both = 0;
    for (const uint32_t row : second) {
        const int64_t own = seen_[row];
        both += own;
        if (static_cast<int64_t>(first.size()) > own) second_[row] = 1;
        seen_[row] |= 2;
    }
    for (const uint32_t row : first)
        if (static_cast<int64_t>(second.size()) > (seen_[row] >> 1)) first_[row] = 1;
    for (const uint32_t row : first) seen_[row] = 0;
    for (const uint32_t row : second) seen_[row] = 0;
    pairs_ += static_cast<int64_t>(first.size() * second.size()) - both;
}

void PairJoin::join_differing(Rows first, Rows second) {
    const auto& left = *comparisons_[0].left;
    const auto& right = *comparisons_[0].right;
    std::vector<uint32_t> lefts, rights;
    for (const uint32_t row : first) lefts.push_back(left[row]);
    for (const uint32_t row : second) rights.push_back(right[row]);
    std::sort(lefts.begin(), lefts.end());
    std::sort(rights.begin(), rights.end());
    const auto others = [](const std::vector<uint32_t>& values, uint32_t value) {
        const auto [from, to] = std::equal_range(values.begin(), values.end(), value);
        return static_cast<int64_t>(values.size()) - (to - from);
    };
    const bool same_value = lefts.front() == lefts.back() && rights.front() == rights.back() && lefts[0] == rights[0];
    if (same_value) return;
    for (const uint32_t row : first) seen_[row] = 1;
    for (const uint32_t row : second) {
        const int64_t own = (seen_[row] & 1) != 0 && left[row] != right[row] ? 1 : 0;
        if (others(lefts, right[row]) > own) second_[row] = 1;
        seen_[row] |= 2;
    }
    for (const uint32_t row : first) {
        const int64_t own = (seen_[row] & 2) != 0 && left[row] != right[row] ? 1 : 0;
        const int64_t found = others(rights, left[row]) - own;
        if (found > 0) first_[row] = 1;
        pairs_ += found;
    }
    for (const uint32_t row : first) seen_[row] = 0;
    for (const uint32_t row : second) seen_[row] = 0;
}

/// Rows as points whose comparisons all read left < right (or <=); one comparison leaves y without meaning.
std::vector<PairJoin::Point> PairJoin::points(Rows rows, bool left) const {
    const auto value = [&](const Comparison& comparison, uint32_t row) {
        const double rank = (*comparison.ranks)[left ? (*comparison.left)[row] : (*comparison.right)[row]];
        return is_greater(comparison.op) ? -rank : rank;
    };
    constexpr double kFar = std::numeric_limits<double>::infinity();
    std::vector<Point> points;
    points.reserve(rows.size());
    for (const uint32_t row : rows) {
        const double x = value(comparisons_[0], row);
        const double y = comparisons_.size() > 1 ? value(comparisons_[1], row) : left ? -kFar : kFar;
        if (!std::isnan(x) && !std::isnan(y)) points.push_back({x, y, row});  // what is no number has no order
    }
    return points;
}

void PairJoin::join_ordered(Rows first, Rows second) {
    const bool strict_x = is_strict(comparisons_[0].op);
    const bool strict_y = comparisons_.size() < 2 || is_strict(comparisons_[1].op);
    std::vector<Point> left = points(first, true);
    std::vector<Point> right = points(second, false);
    pairs_ += sweep(left, right, strict_x, strict_y, first_);
    for (auto* side : {&left, &right})
        for (Point& point : *side) point.x = -point.x, point.y = -point.y;
    sweep(std::move(right), std::move(left), strict_x, strict_y, second_);
}

/// Marks each left point that has a right one above it in x and y, and counts the pairs.
int64_t PairJoin::sweep(std::vector<Point> left, std::vector<Point> right, bool strict_x, bool strict_y,
                        std::vector<uint8_t>& marks) {
    const auto descending = [](const Point& a, const Point& b) { return a.x > b.x; };
    std::sort(left.begin(), left.end(), descending);
    std::sort(right.begin(), right.end(), descending);
    std::vector<double> heights;
    for (const Point& point : right) heights.push_back(point.y);
    std::sort(heights.begin(), heights.end());
    Counts counts(heights.size());
    size_t next = 0;
    int64_t pairs = 0;
    for (const Point& point : left) {
        while (next < right.size() && (strict_x ? right[next].x > point.x : right[next].x >= point.x)) {
            const auto height = std::lower_bound(heights.begin(), heights.end(), right[next].y);
            counts.add(static_cast<size_t>(height - heights.begin()));
            seen_[right[next].row] = 1;
            ++next;
        }
        const auto least = strict_y ? std::upper_bound(heights.begin(), heights.end(), point.y)
                                    : std::lower_bound(heights.begin(), heights.end(), point.y);
        int64_t found = counts.from(static_cast<size_t>(least - heights.begin()));
        if (seen_[point.row] != 0 && all_hold(point.row, point.row)) --found;
        if (found > 0) marks[point.row] = 1;
        pairs += found;
    }
    for (const Point& point : right) seen_[point.row] = 0;
    return pairs;
}

void PairJoin::join_combinations(Rows first, Rows second) {
    const auto grouped = [&](Rows rows, bool left) {
        std::map<std::vector<uint32_t>, std::vector<uint32_t>> groups;
        for (const uint32_t row : rows) {
            std::vector<uint32_t> key;
            for (const Comparison& each : comparisons_) key.push_back(left ? (*each.left)[row] : (*each.right)[row]);
            groups[std::move(key)].push_back(row);
        }
        return groups;
    };
    const auto lefts = grouped(first, true);
    const auto rights = grouped(second, false);
    for (const auto& [left_key, left_rows] : lefts) {
        for (const auto& [right_key, right_rows] : rights) {
            if (!all_hold(left_rows[0], right_rows[0])) continue;
            // The same row may stand on both sides; it is no pair.
            int64_t own = 0;
            for (const uint32_t row : left_rows) {
                const bool itself = std::binary_search(right_rows.begin(), right_rows.end(), row);
                own += itself ? 1 : 0;
                if (right_rows.size() > (itself ? 1U : 0U)) first_[row] = 1;
            }
            for (const uint32_t row : right_rows) {
                const bool itself = std::binary_search(left_rows.begin(), left_rows.end(), row);
                if (left_rows.size() > (itself ? 1U : 0U)) second_[row] = 1;
            }
            pairs_ += static_cast<int64_t>(left_rows.size() * right_rows.size()) - own;
        }
    }
}

}  // namespace yici::quality
