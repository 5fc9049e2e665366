#include "engines/quality/columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace yici::quality {

double number_of(std::string_view text) {
    double value = 0;
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    return whole ? value : std::numeric_limits<double>::quiet_NaN();
}

bool holds(Operator op, std::string_view left, std::string_view right) {
    if (op == Operator::equal) return left == right;
    if (op == Operator::differs) return left != right;
    const double a = number_of(left);
    const double b = number_of(right);
    const bool numbers = !std::isnan(a) && !std::isnan(b);
    const auto order = numbers ? a <=> b : std::partial_ordering(left <=> right);
    switch (op) {
        case Operator::less:
            return order < 0;
        case Operator::less_or_equal:
            return order <= 0;
        case Operator::greater:
            return order > 0;
        default:
            return order >= 0;
    }
}

Columns::Columns(const tables::Cells& cells) : cells_(cells), ids_(cells.columns) {
    (void)id_of("");
}

uint32_t Columns::id_of(std::string_view text) {
    const auto [place, added] = numbering_.try_emplace(text, static_cast<uint32_t>(texts_.size()));
    if (added) texts_.push_back(text);
    return place->second;
}

const std::vector<uint32_t>& Columns::ids(size_t column) {
    std::vector<uint32_t>& ids = ids_[column];
    if (ids.size() == cells_.rows) return ids;
    ids.resize(cells_.rows);
    for (size_t row = 0; row < cells_.rows; ++row) ids[row] = id_of(cells_.at(row, column));
    return ids;
}

bool Columns::is_numeric(size_t column) {
    const auto& all = ids(column);
    return std::all_of(all.begin(), all.end(), [&](uint32_t id) { return id == 0 || !std::isnan(number(id)); });
}

double Columns::number(uint32_t id) {
    return number_of(texts_[id]);
}

std::vector<double> Columns::ranks(size_t a, size_t b, bool& numeric) {
    numeric = is_numeric(a) && is_numeric(b);
    std::vector<double> ranks(texts_.size());
    if (numeric) {
        for (uint32_t id = 0; id < texts_.size(); ++id) ranks[id] = number(id);
        return ranks;
    }
    std::vector<uint32_t> order(texts_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](uint32_t x, uint32_t y) { return texts_[x] < texts_[y]; });
    for (size_t i = 0; i < order.size(); ++i) ranks[order[i]] = static_cast<double>(i);
    return ranks;
}

void Grouping::split(const std::vector<uint32_t>& ids, std::unordered_map<uint64_t, uint32_t>& numbering) {
    for (size_t row = 0; row < groups_.size(); ++row) {
        const uint64_t key = uint64_t{groups_[row]} << 32 | ids[row];
        groups_[row] = numbering.try_emplace(key, static_cast<uint32_t>(numbering.size())).first->second;
    }
}

}  // namespace yici::quality
