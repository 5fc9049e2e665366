#include "engines/linkage/clusters.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <tuple>

namespace yici::linkage {

namespace {

constexpr size_t kLargest = 400;  // records that are joined in one table of weights
constexpr float kMost = 12;       // one strong pair must not carry many weak ones

class Forest {
  public:
    explicit Forest(size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }
    uint32_t root(uint32_t at) {
        while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
        return at;
    }
    void join(uint32_t a, uint32_t b) {
        a = root(a);
        b = root(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

  private:
    std::vector<uint32_t> parent_;
};

/// One connected part: its records, and every pair among them that was weighed.
struct Part {
    std::vector<uint32_t> records;
    std::vector<Weighed> pairs;
};

std::vector<Part> parts_of(std::span<const Weighed> pairs, float from) {
    std::vector<uint32_t> records;
    for (const Weighed& pair : pairs) records.insert(records.end(), {pair.a, pair.b});
    std::ranges::sort(records);
    records.erase(std::ranges::unique(records).begin(), records.end());
    const auto place = [&](uint32_t record) {
        return static_cast<uint32_t>(std::ranges::lower_bound(records, record) - records.begin());
    };
    Forest forest(records.size());
    for (const Weighed& pair : pairs)
        if (pair.weight > from) forest.join(place(pair.a), place(pair.b));
    std::vector<uint32_t> part_of(records.size());
    std::vector<Part> parts;
    for (uint32_t i = 0; i < records.size(); ++i) {
        const uint32_t root = forest.root(i);
        if (root == i) {
            part_of[i] = static_cast<uint32_t>(parts.size());
            parts.emplace_back();
        }
        part_of[i] = part_of[root];
        parts[part_of[i]].records.push_back(records[i]);
    }
    for (const Weighed& pair : pairs) {
        const uint32_t part = part_of[place(pair.a)];
        if (part == part_of[place(pair.b)]) parts[part].pairs.push_back(pair);
    }
    std::erase_if(parts, [](const Part& part) { return part.records.size() < 2; });
    return parts;
}

/// Sums of weights between the clusters of one part, and their sizes.
class Linkage {
  public:
    Linkage(const Part& part, size_t boundary, bool two, float unmet)
        : records_(part.records), size_(records_.size()), two_(two) {
        sums_.assign(size_ * size_, unmet);
        members_.resize(size_);
        for (size_t i = 0; i < size_; ++i) (records_[i] < boundary ? members_[i].first : members_[i].second) = 1;
        for (size_t a = 0; a < size_; ++a)
            for (size_t b = 0; b < size_; ++b)
                if (pairs_between(a, b) == 0) sums_[a * size_ + b] = 0;
        for (const Weighed& pair : part.pairs) {
            const size_t a = place(pair.a);
            const size_t b = place(pair.b);
            sums_[a * size_ + b] = sums_[b * size_ + a] = std::clamp(pair.weight, unmet, kMost);
        }
    }

    void run(std::vector<uint32_t>& cluster) {
        std::vector<uint32_t> owner(size_);
        std::iota(owner.begin(), owner.end(), 0U);
        for (auto best = best_pair(); best.mean > 0; best = best_pair()) {
            merge(best.a, best.b);
            for (uint32_t& one : owner)
                if (one == best.b) one = static_cast<uint32_t>(best.a);
        }
        for (size_t i = 0; i < size_; ++i) cluster[records_[i]] = records_[owner[i]];
    }

  private:
    struct Best {
        size_t a = 0;
        size_t b = 0;
        float mean = 0;
    };
    [[nodiscard]] size_t place(uint32_t record) const {
        return static_cast<size_t>(std::ranges::lower_bound(records_, record) - records_.begin());
    }
    /// How many pairs of records could speak for joining two clusters.
    [[nodiscard]] size_t pairs_between(size_t a, size_t b) const {
        const auto& [first, second] = members_[a];
        const auto& [other_first, other_second] = members_[b];
        return two_ ? first * other_second + second * other_first : (first + second) * (other_first + other_second);
    }
    [[nodiscard]] Best best_pair() const {
        Best best;
        for (size_t a = 0; a < size_; ++a) {
            for (size_t b = a + 1; b < size_; ++b) {
                const size_t pairs = pairs_between(a, b);
                if (pairs == 0) continue;
                const float mean = sums_[a * size_ + b] / static_cast<float>(pairs);
                if (mean > best.mean) best = {a, b, mean};
            }
        }
        return best;
    }
    void merge(size_t a, size_t b) {
        for (size_t k = 0; k < size_; ++k) {
            if (k == a || k == b) continue;
            sums_[a * size_ + k] += sums_[b * size_ + k];
            sums_[k * size_ + a] = sums_[a * size_ + k];
        }
        members_[a].first += members_[b].first;
        members_[a].second += members_[b].second;
        members_[b] = {0, 0};
    }

    const std::vector<uint32_t>& records_;
    size_t size_;
    bool two_;
    std::vector<float> sums_;
    std::vector<std::pair<size_t, size_t>> members_;  // of the first and the second table; none once joined to another
};

}  // namespace

std::vector<uint32_t> join_records(size_t records, size_t boundary, const std::vector<Weighed>& pairs, float unmet) {
    std::vector<uint32_t> cluster(records);
    std::iota(cluster.begin(), cluster.end(), 0U);
    std::vector<std::pair<Part, float>> open;
    for (Part& part : parts_of(pairs, 0)) open.emplace_back(std::move(part), 0.F);
    while (!open.empty()) {
        auto [part, from] = std::move(open.back());
        open.pop_back();
        if (part.records.size() <= kLargest || from > 2 * kMost) {
            if (part.records.size() <= kLargest) Linkage(part, boundary, boundary < records, unmet).run(cluster);
            continue;
        }
        // A part this large is a chain: only stronger pairs hold it together.
        for (Part& smaller : parts_of(part.pairs, from + 2)) open.emplace_back(std::move(smaller), from + 2);
    }
    return cluster;
}

std::vector<Weighed> one_to_one(size_t records, std::vector<Weighed> pairs) {
    std::ranges::sort(pairs, [](const Weighed& x, const Weighed& y) {
        return std::tie(y.weight, x.a, x.b) < std::tie(x.weight, y.a, y.b);
    });
    std::vector<uint8_t> taken(records, 0);
    std::vector<Weighed> out;
    for (const Weighed& pair : pairs) {
        if (taken[pair.a] != 0 || taken[pair.b] != 0) continue;
        taken[pair.a] = taken[pair.b] = 1;
        out.push_back(pair);
    }
    return out;
}

}  // namespace yici::linkage
