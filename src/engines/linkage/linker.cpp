#include "engines/linkage/linker.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <tuple>
#include <unordered_map>

#include "engines/linkage/clusters.h"
#include "engines/linkage/comparators.h"
#include "engines/linkage/parallel.h"

namespace yici::linkage {

namespace {

constexpr size_t kSample = 400'000;  // at most so many pairs that never met, to learn what strangers have in common
constexpr float kUnmet = -8;         // log2 odds of a pair that blocking did not give
constexpr float kKept = 12;          // pairs this far below the threshold still speak against a cluster

struct Candidate {
    uint32_t a;
    uint32_t b;
    Pattern pattern;
};

class Stopwatch {
  public:
    explicit Stopwatch(Outcome& outcome) : outcome_(outcome), last_(std::chrono::steady_clock::now()) {}
    void stage(const char* name) {
        const auto now = std::chrono::steady_clock::now();
        outcome_.seconds.emplace_back(name, std::chrono::duration<double>(now - last_).count());
        last_ = now;
    }

  private:
    Outcome& outcome_;
    std::chrono::steady_clock::time_point last_;
};

using PatternCounts = std::unordered_map<Pattern, double>;

Patterns sorted(const std::vector<PatternCounts>& counts) {
    PatternCounts all;
    for (const PatternCounts& some : counts)
        for (const auto& [pattern, count] : some) all[pattern] += count;
    Patterns out(all.begin(), all.end());
    std::ranges::sort(out);
    return out;
}

double pairs_in_all(const Records& records) {
    const auto first = static_cast<double>(records.boundary());
    const auto second = static_cast<double>(records.size() - records.boundary());
    return records.two_tables() ? first * second : first * (first - 1) / 2;
}

/// Pairs at random that blocking did not give; seeded, so that a run can be repeated.
Patterns sample_strangers(const Records& records, const Comparators& comparators, const Blocking& blocking,
                          size_t threads) {
    constexpr size_t kPieces = 16;
    std::vector<PatternCounts> counts(kPieces);
    if (records.size() < 2) return {};
    in_parallel(threads, kPieces, [&](size_t piece, size_t) {
        std::mt19937_64 random(piece + 1);
        const bool two = records.two_tables();
        const size_t second = two ? records.size() - records.boundary() : records.size();
        for (size_t i = 0; i < std::clamp<size_t>(40 * records.size(), 50'000, kSample) / kPieces; ++i) {
            const auto a = static_cast<uint32_t>(random() % records.boundary());
            const auto b = static_cast<uint32_t>((two ? records.boundary() : 0) + random() % second);
            if (a == b || blocking.holds(a, b)) continue;
            ++counts[piece][comparators.compare(a, b)];
        }
    });
    return sorted(counts);
}

struct Scored {
    float odds;
    const Candidate* candidate;
};

/// The probability at which the model itself expects the best F1: links above it are right with their probabilities,
/// and what lies below is missed with them.
double best_threshold(const std::vector<float>& odds, double matches) {
    constexpr int kSteps = 400;
    constexpr double kStep = 0.1;
    std::vector<double> expected(kSteps + 1, 0);
    std::vector<double> called(kSteps + 1, 0);
    for (const float one : odds) {
        const auto step = static_cast<size_t>(std::clamp(one / kStep + kSteps / 2.0, 0.0, static_cast<double>(kSteps)));
        expected[step] += probability(one);
        called[step] += 1;
    }
    double best = 0;
    double best_f1 = -1;
    double hit = 0;
    double all = 0;
    for (int step = kSteps; step > 0; --step) {
        hit += expected[static_cast<size_t>(step)];
        all += called[static_cast<size_t>(step)];
        const double f1 = 2 * hit / std::max(1e-9, all + matches);
        // Where nothing lies between, the threshold is the one nearest to even odds.
        const bool as_good = step > kSteps / 2 && f1 > best_f1 - 1e-6;
        if (f1 <= best_f1 && !as_good) continue;
        best_f1 = std::max(f1, best_f1);
        best = (step - kSteps / 2.0) * kStep;
    }
    return probability(std::clamp(best, -5.0, 10.0));
}

std::vector<Candidate> gather(const Records& records, Blocking& blocking, const Comparators& comparators,
                              size_t threads, Patterns& patterns) {
    std::vector<std::vector<Candidate>> found(threads);
    std::vector<PatternCounts> counts(threads);
    blocking.run([&](size_t thread, std::span<const Meeting> meetings) {
        constexpr size_t kAhead = 12;
        for (size_t i = 0; i < meetings.size(); ++i) {
            const Meeting& meeting = meetings[i];
            if (i + 2 * kAhead < meetings.size())
                for (const uint32_t one : {meetings[i + 2 * kAhead].a, meetings[i + 2 * kAhead].b})
                    records.expect_pieces(one);
            if (i + kAhead < meetings.size())
                for (const uint32_t one : {meetings[i + kAhead].a, meetings[i + kAhead].b}) records.expect_bytes(one);
            const Pattern pattern = comparators.compare(meeting.a, meeting.b);
            found[thread].push_back({meeting.a, meeting.b, pattern});
            ++counts[thread][pattern];
        }
    });
    patterns = sorted(counts);
    for (size_t i = 1; i < threads; ++i) found[0].insert(found[0].end(), found[i].begin(), found[i].end());
    return std::move(found[0]);
}

std::vector<float> score(const std::vector<Candidate>& candidates, const Records& records, const Spec& spec,
                         const Model& model, size_t threads) {
    const Frequencies frequencies(records, spec, model);
    std::vector<float> odds(candidates.size());
    constexpr size_t kPiece = 1 << 16;
    in_parallel(threads, (candidates.size() + kPiece - 1) / kPiece, [&](size_t piece, size_t) {
        for (size_t i = piece * kPiece; i < std::min(candidates.size(), (piece + 1) * kPiece); ++i)
            odds[i] = static_cast<float>(model.odds(candidates[i].pattern) +
                                         frequencies.adjustment(candidates[i].pattern, records.row(candidates[i].a)));
    });
    return odds;
}

/// Decides which candidates are links, by clusters or as they stand.
void decide(Outcome& outcome, const Spec& spec, const std::vector<Candidate>& candidates,
            const std::vector<float>& odds) {
    const auto at = static_cast<float>(log2_odds(outcome.link_at));
    const auto review = static_cast<float>(log2_odds(outcome.review_at));
    std::vector<Weighed> weighed;
    for (size_t i = 0; i < candidates.size(); ++i)
        if (odds[i] >= at - kKept) weighed.push_back({candidates[i].a, candidates[i].b, odds[i] - at});
    if (spec.one_to_one) {
        std::erase_if(weighed, [](const Weighed& pair) { return pair.weight < 0; });
        weighed = one_to_one(outcome.records, std::move(weighed));
    }
    if (spec.clusters) outcome.cluster = join_records(outcome.records, outcome.boundary, weighed, kUnmet);
    std::vector<std::pair<uint32_t, uint32_t>> kept;
    if (!spec.clusters && spec.one_to_one) {
        for (const Weighed& pair : weighed) kept.emplace_back(pair.a, pair.b);
        std::ranges::sort(kept);
    }
    for (size_t i = 0; i < candidates.size(); ++i) {
        const auto& [a, b, pattern] = candidates[i];
        bool linked = spec.clusters ? outcome.cluster[a] == outcome.cluster[b] : odds[i] >= at;
        if (!kept.empty()) linked = std::ranges::binary_search(kept, std::pair(a, b));
        if (linked || odds[i] >= review) outcome.links.push_back({a, b, pattern, odds[i], linked});
        outcome.linked_pairs += static_cast<int64_t>(linked);
    }
    std::ranges::sort(outcome.links,
                      [](const Link& x, const Link& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
}

int64_t clusters_in(const std::vector<uint32_t>& cluster) {
    std::vector<uint8_t> seen(cluster.size(), 0);
    int64_t count = 0;
    for (size_t i = 0; i < cluster.size(); ++i)
        if (cluster[i] != i && seen[cluster[i]]++ == 0) ++count;
    return count;
}

}  // namespace

Outcome link(const tables::Table& a, const tables::Table* b, const Spec& spec, size_t threads) {
    Outcome outcome;
    Stopwatch watch(outcome);
    const Records records(a, b, spec, threads);
    outcome.records = records.size();
    outcome.boundary = records.boundary();
    watch.stage("prepare");
    Blocking blocking(records, spec, threads);
    const Comparators comparators(records, spec);
    watch.stage("keys");
    Patterns met;
    const std::vector<Candidate> candidates = gather(records, blocking, comparators, threads, met);
    outcome.rules = blocking.outcomes();
    outcome.pairs_compared = static_cast<int64_t>(candidates.size());
    watch.stage("block and compare");
    const bool given = spec.prior && std::ranges::none_of(spec.columns, [](const Comparison& one) {
                           return one.weights.empty() && one.compare != Comparator::none;
                       });
    const Patterns others = given ? Patterns{} : sample_strangers(records, comparators, blocking, threads);
    double sampled = 0;
    for (const auto& [pattern, count] : others) sampled += count;
    const double strangers = std::max(0.0, pairs_in_all(records) - static_cast<double>(candidates.size()));
    outcome.model = learn(spec, met, others, sampled == 0 ? 0 : strangers / sampled, pairs_in_all(records));
    watch.stage("learn");
    const std::vector<float> odds = score(candidates, records, spec, outcome.model, threads);
    outcome.link_at = spec.link_at ? *spec.link_at : best_threshold(odds, outcome.model.matches);
    outcome.review_at = std::min(outcome.link_at, spec.review_at.value_or(outcome.link_at / 4));
    watch.stage("score");
    decide(outcome, spec, candidates, odds);
    outcome.cluster_count = clusters_in(outcome.cluster);
    watch.stage("decide");
    return outcome;
}

std::vector<Evidence> evidence(const Spec& spec, const Model& model, Pattern pattern) {
    std::vector<Evidence> out;
    size_t i = 0;
    for (const Comparison& one : spec.columns) {
        if (one.compare == Comparator::none) continue;
        const uint8_t level = level_in(pattern, i);
        out.push_back({one.column, level_name(one, level), model.columns[i].weight[level]});
        ++i;
    }
    return out;
}

}  // namespace yici::linkage
