#include "services/open_data/anonymise.h"

#include <algorithm>
#include <map>
#include <set>

#include "foundation/base/text.h"

namespace yici::open_data {

namespace {

constexpr int kNumberSteps = 6;

std::string coarser_number(std::string_view value, int level) {
    const auto number = parse_integer(value.substr(0, value.find('.')));
    if (!number) return std::string(value);
    int64_t step = 1;
    for (int i = 0; i < level; ++i) step *= 10;
    const int64_t low = *number / step * step;
    return std::to_string(low) + "-" + std::to_string(low + step - 1);
}

std::string coarser_date(std::string_view value, int level) {
    if (value.size() < 4) return std::string(value);
    if (level == 1) return std::string(value.substr(0, 7));
    if (level == 2) return std::string(value.substr(0, 4));
    const int64_t year = parse_integer(value.substr(0, 4)).value_or(0) / 5 * 5;
    return std::to_string(year) + "-" + std::to_string(year + 4);
}

using Groups = std::map<std::vector<std::string>, int64_t>;

class Anonymiser {
  public:
    Anonymiser(const std::vector<Column>& columns, Rows& rows, int k) : columns_(columns), rows_(rows), k_(k) {
        for (size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].quasi) quasi_.push_back(i);
        }
        levels_.assign(quasi_.size(), 0);
    }

    Anonymity run(double most_suppressed) {
        Anonymity result{k_, std::ssize(rows_), 0, 0, {}};
        mask_all();
        if (!quasi_.empty()) {
            const auto most = static_cast<int64_t>(most_suppressed * static_cast<double>(rows_.size()));
            while (short_of_k(groups()) > most && raise()) continue;
            const Groups kept = groups();
            result.suppressed = short_of_k(kept);
            result.smallest_group = smallest(kept);
            write_back(kept);
        }
        for (size_t i = 0; i < quasi_.size(); ++i) result.levels.emplace_back(columns_[quasi_[i]].name, levels_[i]);
        return result;
    }

  private:
    void mask_all() {
        for (auto& row : rows_) {
            for (size_t i = 0; i < columns_.size(); ++i) {
                row[i] = records::mask(columns_[i].mask, row[i], records::MaskStrength::strong);
            }
        }
    }
    [[nodiscard]] std::vector<std::string> key_of(const std::vector<std::string>& row) const {
        std::vector<std::string> key;
        for (size_t i = 0; i < quasi_.size(); ++i) {
            key.push_back(generalised(columns_[quasi_[i]].hierarchy, row[quasi_[i]], levels_[i]));
        }
        return key;
    }
    [[nodiscard]] Groups groups() const {
        Groups found;
        for (const auto& row : rows_) ++found[key_of(row)];
        return found;
    }
    [[nodiscard]] int64_t short_of_k(const Groups& groups) const {
        int64_t count = 0;
        for (const auto& [key, size] : groups) count += size < k_ ? size : 0;
        return count;
    }
    [[nodiscard]] int64_t smallest(const Groups& groups) const {
        int64_t least = 0;
        for (const auto& [key, size] : groups) {
            if (size >= k_ && (least == 0 || size < least)) least = size;
        }
        return least;
    }
    /// One level up for what has most different values; false when all are at their end.
    bool raise() {
        size_t best = quasi_.size();
        size_t most = 0;
        for (size_t i = 0; i < quasi_.size(); ++i) {
            const Column& column = columns_[quasi_[i]];
            if (levels_[i] + 1 >= levels_of(column.hierarchy)) continue;
            std::set<std::string> values;
            for (const auto& row : rows_) values.insert(generalised(column.hierarchy, row[quasi_[i]], levels_[i]));
            if (values.size() <= most) continue;
            most = values.size();
            best = i;
        }
        if (best == quasi_.size()) return false;
        ++levels_[best];
        return true;
    }
    void write_back(const Groups& groups) {
        Rows kept;
        for (auto& row : rows_) {
            std::vector<std::string> key = key_of(row);
            if (groups.at(key) < k_) continue;
            for (size_t i = 0; i < quasi_.size(); ++i) row[quasi_[i]] = std::move(key[i]);
            kept.push_back(std::move(row));
        }
        rows_ = std::move(kept);
    }

    const std::vector<Column>& columns_;
    Rows& rows_;
    int k_;
    std::vector<size_t> quasi_;
    std::vector<int> levels_;
};

}  // namespace

int levels_of(Hierarchy hierarchy) {
    switch (hierarchy) {
        case Hierarchy::date:
            return 5;
        case Hierarchy::division:
            return 5;
        case Hierarchy::number:
            return kNumberSteps + 2;
        case Hierarchy::text:
            return 2;
    }
    return 2;
}

std::string generalised(Hierarchy hierarchy, std::string_view value, int level) {
    if (level + 1 >= levels_of(hierarchy)) return "*";
    if (level == 0 || value.empty()) return std::string(value);
    switch (hierarchy) {
        case Hierarchy::date:
            return coarser_date(value, level);
        case Hierarchy::division:
            return std::string(value.substr(0, level == 1 ? 6 : level == 2 ? 4 : 2));
        case Hierarchy::number:
            return coarser_number(value, level);
        case Hierarchy::text:
            break;
    }
    return std::string(value);
}

Anonymity anonymise(const std::vector<Column>& columns, Rows& rows, int k, double most_suppressed) {
    return Anonymiser(columns, rows, std::max(1, k)).run(most_suppressed);
}

}  // namespace yici::open_data
