#include "engines/linkage/truth.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <unordered_map>

#include "engines/linkage/fields.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::linkage {

namespace {

int64_t choose_two(int64_t n) {
    return n * (n - 1) / 2;
}

/// Pairs within groups of the same number; across the boundary alone where there are two tables.
class Groups {
  public:
    Groups(size_t size, size_t boundary) : boundary_(boundary), two_(boundary < size) {}
    void add(uint64_t group, size_t record) {
        auto& [first, second] = counts_[group];
        ++(record < boundary_ ? first : second);
    }
    [[nodiscard]] int64_t pairs() const {
        int64_t sum = 0;
        for (const auto& [group, count] : counts_)
            sum += two_ ? count.first * count.second : choose_two(count.first + count.second);
        return sum;
    }

  private:
    size_t boundary_;
    bool two_;
    std::unordered_map<uint64_t, std::pair<int64_t, int64_t>> counts_;
};

std::string entity_of(const std::string& value, const std::regex& pattern) {
    std::smatch match;
    if (!std::regex_search(value, match, pattern)) return value;
    return match.size() > 1 ? match[1].str() : match[0].str();
}

int64_t actual_pairs(const Truth& truth, size_t boundary) {
    Groups groups(truth.entity.size(), boundary);
    for (size_t i = 0; i < truth.entity.size(); ++i)
        if (truth.entity[i] != 0) groups.add(truth.entity[i], i);
    return groups.pairs();
}

}  // namespace

double Measure::precision() const {
    return called == 0 ? 0 : static_cast<double>(hit) / static_cast<double>(called);
}
double Measure::recall() const {
    return actual == 0 ? 0 : static_cast<double>(hit) / static_cast<double>(actual);
}
double Measure::f1() const {
    return called + actual == 0 ? 0 : 2.0 * static_cast<double>(hit) / static_cast<double>(called + actual);
}

Truth truth_of_column(const tables::Table& a, const tables::Table* b, const TruthColumn& column) {
    Truth truth;
    std::unordered_map<std::string, uint32_t> numbers;
    const std::regex pattern(column.entity.empty() ? "^(.*)-(?:org|dup-[0-9]+)$" : column.entity);
    const auto take = [&](const tables::Table& table) {
        const size_t at = find_column(table, column.column);
        if (at == table.columns()) throw Error(ErrorKind::invalid_input, "linkage.unknown_column", column.column);
        for (size_t i = 0; i < table.rows(); ++i) {
            std::string value(trim(table.cell(i, at)));
            if (!column.entity.empty() || value.find('-') != std::string::npos) value = entity_of(value, pattern);
            truth.entity.push_back(
                value.empty() ? 0 : numbers.emplace(value, static_cast<uint32_t>(numbers.size()) + 1).first->second);
        }
    };
    take(a);
    if (b != nullptr) take(*b);
    return truth;
}

Truth truth_of_labels(const tables::Table& labels, const std::vector<std::string>& ids, const std::string& id_column) {
    std::unordered_map<std::string_view, uint32_t> records;
    for (uint32_t i = 0; i < ids.size(); ++i) records.emplace(ids[i], i);
    std::vector<size_t> sides;
    for (size_t i = 0; i < labels.columns(); ++i)
        if (!id_column.empty() && labels.header()[i].starts_with(id_column)) sides.push_back(i);
    if (sides.size() != 2) sides = {0, 1};
    if (labels.columns() < 2) throw Error(ErrorKind::invalid_input, "linkage.labels_unreadable");
    Truth truth;
    const bool judged = labels.columns() > 2;
    for (size_t i = 0; i < labels.rows(); ++i) {
        const auto a = records.find(labels.cell(i, sides[0]));
        const auto b = records.find(labels.cell(i, sides[1]));
        if (a == records.end() || b == records.end()) continue;
        const std::string verdict = to_lower(trim(labels.cell(i, labels.columns() - 1)));
        const bool one = !judged || verdict == "true" || std::strtod(verdict.c_str(), nullptr) > 0.5;
        truth.labelled.push_back({std::min(a->second, b->second), std::max(a->second, b->second), one});
    }
    if (truth.labelled.empty()) throw Error(ErrorKind::invalid_input, "linkage.labels_unreadable");
    return truth;
}

Measure measure_clusters(const Truth& truth, const std::vector<uint32_t>& cluster, size_t boundary) {
    Measure out;
    if (!truth.labelled.empty()) {
        for (const Labelled& pair : truth.labelled) {
            const bool called = cluster[pair.a] == cluster[pair.b];
            out.called += static_cast<int64_t>(called);
            out.actual += static_cast<int64_t>(pair.one);
            out.hit += static_cast<int64_t>(called && pair.one);
        }
        return out;
    }
    Groups called(cluster.size(), boundary);
    Groups hit(cluster.size(), boundary);
    for (size_t i = 0; i < cluster.size(); ++i) {
        called.add(cluster[i], i);
        if (truth.entity[i] != 0) hit.add(uint64_t{cluster[i]} << 32 | truth.entity[i], i);
    }
    out.called = called.pairs();
    out.hit = hit.pairs();
    out.actual = actual_pairs(truth, boundary);
    return out;
}

Measure measure_pairs(const Truth& truth, const std::vector<RecordPair>& pairs, size_t boundary) {
    Measure out;
    if (!truth.labelled.empty()) {
        std::set<std::pair<uint32_t, uint32_t>> called;
        for (const RecordPair& pair : pairs) called.emplace(std::min(pair.a, pair.b), std::max(pair.a, pair.b));
        for (const Labelled& pair : truth.labelled) {
            const bool is_called = called.contains({pair.a, pair.b});
            out.called += static_cast<int64_t>(is_called);
            out.actual += static_cast<int64_t>(pair.one);
            out.hit += static_cast<int64_t>(is_called && pair.one);
        }
        return out;
    }
    out.called = static_cast<int64_t>(pairs.size());
    for (const RecordPair& pair : pairs)
        out.hit += static_cast<int64_t>(truth.entity[pair.a] != 0 && truth.entity[pair.a] == truth.entity[pair.b]);
    out.actual = actual_pairs(truth, boundary);
    return out;
}

}  // namespace yici::linkage
