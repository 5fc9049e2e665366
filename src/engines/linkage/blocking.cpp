#include "engines/linkage/blocking.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>

#include "engines/linkage/keys.h"
#include "engines/linkage/parallel.h"

namespace yici::linkage {

namespace {

constexpr size_t kPiece = 4096;  // meetings handed over at once

/// Pairs a rule may cost, by records: generous for a small table, a few for each record of a large one.
int64_t budget(size_t records) {
    const double each = std::clamp(600'000.0 / static_cast<double>(std::max<size_t>(records, 1)), 2.0, 60.0);
    return static_cast<int64_t>(each * static_cast<double>(records));
}

/// The largest size of block such that all blocks up to it stay within the budget.
template <class Sizes>
size_t affordable(const Sizes& blocks_by_size, size_t records) {
    int64_t left = budget(records);
    size_t limit = 1;
    for (const auto& [size, blocks] : blocks_by_size) {
        left -= static_cast<int64_t>(size * (size - 1) / 2) * blocks;
        if (left < 0) break;
        limit = size;
    }
    return limit;
}

}  // namespace

Blocking::Blocking(const Records& records, const Spec& spec, size_t threads)
    : records_(records), spec_(spec), threads_(threads), outcomes_(spec.rules.size()) {
    for (size_t i = 0; i < spec.rules.size(); ++i) (has_many_keys(spec.rules[i]) ? multiple_ : single_).push_back(i);
    keys_.assign(records.size() * single_.size(), 0);
    in_parallel(threads, single_.size(),
                [&](size_t i, size_t) { write_keys(records, spec.rules[single_[i]], single_.size(), i, keys_); });
}

/// Two passes over the entries: how many a bucket gets, then each into its place.
template <class ForEach>
Blocking::Buckets Blocking::sorted(size_t count, size_t threads, const ForEach& for_each) const {
    const int bits = std::clamp(static_cast<int>(std::bit_width(count / 16 + 1)), 4, 18);
    Buckets buckets;
    buckets.starts.assign((size_t{1} << bits) + 1, 0);
    const auto bucket_of = [&](uint64_t key) { return static_cast<size_t>(key >> (64 - bits)); };
    for_each([&](const Entry& entry) { ++buckets.starts[bucket_of(entry.key) + 1]; });
    for (size_t i = 1; i < buckets.starts.size(); ++i) buckets.starts[i] += buckets.starts[i - 1];
    buckets.entries.resize(buckets.starts.back());
    std::vector<uint32_t> next(buckets.starts.begin(), buckets.starts.end() - 1);
    for_each([&](const Entry& entry) {
        buckets.entries[next[bucket_of(entry.key)]++] = ((entry.key << bits) & ~uint64_t{UINT32_MAX}) | entry.record;
    });
    constexpr size_t kPieces = 64;
    in_parallel(threads, kPieces, [&](size_t piece, size_t) {
        const size_t all = size_t{1} << bits;
        for (size_t i = piece * all / kPieces; i < (piece + 1) * all / kPieces; ++i)
            std::sort(buckets.entries.begin() + buckets.starts[i], buckets.entries.begin() + buckets.starts[i + 1]);
    });
    return buckets;
}

/// Calls use(block) for every run of equal keys in a bucket.
template <class Use>
void Blocking::for_each_block(const Buckets& buckets, size_t bucket, Use use) {
    const std::span entries(buckets.entries);
    for (size_t first = buckets.starts[bucket]; first < buckets.starts[bucket + 1];) {
        size_t last = first + 1;
        while (last < buckets.starts[bucket + 1] && entries[last] >> 32 == entries[first] >> 32) ++last;
        if (last - first > 1) use(entries.subspan(first, last - first));
        first = last;
    }
}

size_t Blocking::limit_of(const Buckets& buckets) const {
    if (spec_.block_limit) return *spec_.block_limit == 0 ? SIZE_MAX : *spec_.block_limit;
    std::map<size_t, int64_t> sizes;
    for (size_t i = 0; i + 1 < buckets.starts.size(); ++i)
        for_each_block(buckets, i, [&](std::span<const uint64_t> block) { ++sizes[block.size()]; });
    return affordable(sizes, records_.size());
}

bool Blocking::met_before(size_t rules, uint32_t a, uint32_t b) const {
    const uint64_t* left = &keys_[a * single_.size()];
    const uint64_t* right = &keys_[b * single_.size()];
    for (size_t i = 0; i < rules; ++i)
        if (left[i] != 0 && left[i] == right[i]) return true;
    return false;
}

template <class Use>
void Blocking::pairs_in(std::span<const uint64_t> block, Use use) const {
    const auto boundary = static_cast<uint32_t>(records_.boundary());
    const bool two = records_.two_tables();
    for (size_t i = 0; i < block.size(); ++i) {
        const uint32_t a = record_of(block[i]);
        if (two && a >= boundary) break;  // sorted by record: the first table's come first
        for (size_t k = i + 1; k < block.size(); ++k)
            if (const uint32_t b = record_of(block[k]); !two || b >= boundary) use(a, b);
    }
}

void Blocking::one_key(size_t rule, const Buckets& buckets, const Visit& visit) {
    const size_t stride = single_.size();
    RuleOutcome& outcome = outcomes_[single_[rule]];
    outcome.limit = limit_of(buckets);
    const size_t count = buckets.starts.size() - 1;
    if (outcome.limit < records_.size())
        for (size_t i = 0; i < count; ++i)
            for_each_block(buckets, i, [&](std::span<const uint64_t> block) {
                if (block.size() <= outcome.limit) return;
                ++outcome.blocks_dropped;
                for (const uint64_t entry : block) keys_[record_of(entry) * stride + rule] = 0;
            });
    std::vector<int64_t> pairs(threads_, 0);
    std::vector<std::vector<Meeting>> pieces(threads_);
    constexpr size_t kBuckets = 256;  // that a thread takes at once
    in_parallel(threads_, (count + kBuckets - 1) / kBuckets, [&](size_t group, size_t thread) {
        auto& piece = pieces[thread];
        const auto meet = [&](uint32_t a, uint32_t b) {
            // The entry holds but a part of the key.
            if (keys_[a * stride + rule] != keys_[b * stride + rule] || met_before(rule, a, b)) return;
            piece.push_back({a, b});
            if (piece.size() < kPiece) return;
            pairs[thread] += static_cast<int64_t>(piece.size());
            visit(thread, piece);
            piece.clear();
        };
        for (size_t i = group * kBuckets; i < std::min(count, (group + 1) * kBuckets); ++i)
            for_each_block(buckets, i, [&](std::span<const uint64_t> block) {
                if (block.size() <= outcome.limit) pairs_in(block, meet);
            });
    });
    for (size_t thread = 0; thread < threads_; ++thread) {
        pairs[thread] += static_cast<int64_t>(pieces[thread].size());
        visit(thread, pieces[thread]);
    }
    outcome.pairs = std::accumulate(pairs.begin(), pairs.end(), int64_t{0});
}

void Blocking::many_keys_of(size_t rule, std::vector<Meeting>& found) {
    const KeyPart& part = spec_.rules[rule].parts.front();
    const size_t field = records_.field_of(part.columns.front());
    const Dictionary& values = *records_.fields()[field].values;
    std::vector<std::vector<uint64_t>> keys(values.size());
    in_parallel(threads_, values.size(), [&](size_t value, size_t) {
        if (value != 0) keys[value] = many_keys(values.text(static_cast<uint32_t>(value)), part.transform);
    });
    const Buckets buckets = sorted(records_.size() * 8, threads_, [&](const auto& use) {
        for (size_t i = 0; i < records_.size(); ++i)
            for (const uint64_t key : keys[records_.row(i)[field]]) use(Entry{key, static_cast<uint32_t>(i)});
    });
    RuleOutcome& outcome = outcomes_[rule];
    outcome.limit = limit_of(buckets);
    for (size_t i = 0; i + 1 < buckets.starts.size(); ++i)
        for_each_block(buckets, i, [&](std::span<const uint64_t> block) {
            outcome.blocks_dropped += static_cast<int64_t>(block.size() > outcome.limit);
            if (block.size() > outcome.limit) return;
            pairs_in(block, [&](uint32_t a, uint32_t b) {
                if (a != b && !met_before(single_.size(), a, b)) found.push_back({a, b});
            });
        });
}

/// Records whose values stand at most `length` distinct values apart in sorted order.
void Blocking::neighbours(size_t rule, std::vector<Meeting>& found) {
    const KeyPart& part = spec_.rules[rule].parts.front();
    const size_t field = records_.field_of(part.columns.front());
    const Dictionary& values = *records_.fields()[field].values;
    std::vector<std::vector<uint32_t>> holders(values.size());
    for (size_t i = 0; i < records_.size(); ++i) holders[records_.row(i)[field]].push_back(static_cast<uint32_t>(i));
    std::vector<uint32_t> order;
    for (uint32_t value = 1; value < values.size(); ++value)
        if (!holders[value].empty()) order.push_back(value);
    std::ranges::sort(order, {}, [&](uint32_t value) { return values.text(value); });
    const auto reach = static_cast<size_t>(part.length);
    const auto each = static_cast<size_t>(budget(records_.size())) / std::max<size_t>(1, order.size() * reach) + 1;
    RuleOutcome& outcome = outcomes_[rule];
    outcome.limit = each;
    for (size_t i = 0; i < order.size(); ++i)
        for (size_t k = i; k < std::min(order.size(), i + reach + 1); ++k) {
            const auto& mine = holders[order[i]];
            const auto& other = holders[order[k]];
            if (mine.size() * other.size() > std::max<size_t>(each, 16)) {
                ++outcome.blocks_dropped;
                continue;
            }
            for (const uint32_t one : mine)
                for (const uint32_t two : other) {
                    const uint32_t a = std::min(one, two);
                    const uint32_t b = std::max(one, two);
                    if (a == b || (records_.two_tables() && (a >= records_.boundary() || b < records_.boundary())))
                        continue;
                    if (!met_before(single_.size(), a, b)) found.push_back({a, b});
                }
        }
}

void Blocking::run(const Visit& visit) {
    // As many rules as there are threads are sorted at once; their pairs come one rule after the other.
    for (size_t first = 0; first < single_.size(); first += threads_) {
        const size_t count = std::min(threads_, single_.size() - first);
        std::vector<Buckets> buckets(count);
        in_parallel(threads_, count, [&](size_t i, size_t) {
            const size_t rule = first + i;
            buckets[i] = sorted(records_.size(), count < threads_ ? threads_ : 1, [&](const auto& use) {
                for (size_t record = 0; record < records_.size(); ++record)
                    if (const uint64_t key = keys_[record * single_.size() + rule]; key != 0)
                        use(Entry{key, static_cast<uint32_t>(record)});
            });
        });
        for (size_t i = 0; i < count; ++i) one_key(first + i, buckets[i], visit);
    }
    for (const size_t rule : multiple_) {
        std::vector<Meeting> found;
        if (spec_.rules[rule].parts.front().transform == Transform::neighbours)
            neighbours(rule, found);
        else
            many_keys_of(rule, found);
        std::ranges::sort(found);
        found.erase(std::ranges::unique(found).begin(), found.end());
        std::vector<Meeting> fresh;
        std::ranges::set_difference(found, more_, std::back_inserter(fresh));
        outcomes_[rule].pairs = static_cast<int64_t>(fresh.size());
        in_parallel(threads_, (fresh.size() + kPiece - 1) / kPiece, [&](size_t piece, size_t thread) {
            visit(thread, std::span(fresh).subspan(piece * kPiece, std::min(kPiece, fresh.size() - piece * kPiece)));
        });
        const auto middle = static_cast<ptrdiff_t>(more_.size());
        more_.insert(more_.end(), fresh.begin(), fresh.end());
        std::inplace_merge(more_.begin(), more_.begin() + middle, more_.end());
    }
}

bool Blocking::holds(uint32_t a, uint32_t b) const {
    const Meeting pair{std::min(a, b), std::max(a, b)};
    return met_before(single_.size(), pair.a, pair.b) || std::ranges::binary_search(more_, pair);
}

}  // namespace yici::linkage
