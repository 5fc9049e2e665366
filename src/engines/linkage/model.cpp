#include "engines/linkage/model.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace yici::linkage {

namespace {

constexpr int kRounds = 300;
constexpr double kStill = 1e-7;  // change of the prior's share at which learning ends

std::vector<const Comparison*> compared(const Spec& spec) {
    std::vector<const Comparison*> out;
    for (const Comparison& one : spec.columns)
        if (one.compare != Comparator::none) out.push_back(&one);
    return out;
}

constexpr double kMostDifferent = 0.4;  // share of wrong values in a column, of pairs that are one; project convention

void weigh(ColumnModel& column, const Comparison& comparison) {
    column.weight.assign(column.m.size(), 0);
    for (size_t level = 1; level < column.m.size(); ++level)
        column.weight[level] =
            comparison.weights.empty() ? std::log2(column.m[level] / column.u[level]) : comparison.weights[level - 1];
}

/// What is usual: those that are one mostly agree.
std::vector<double> usual_m(size_t levels) {
    static constexpr std::array<double, Level::exact + 1> kUsual = {0, 0.04, 0.02, 0.04, 0.12, 0.02, 0.76};
    if (levels == kUsual.size()) return {kUsual.begin(), kUsual.end()};
    std::vector<double> m(levels, 0.2 / static_cast<double>(levels));
    m.back() = 0.76;
    return m;
}

/// A first guess, from which learning starts.
ColumnModel first_guess(const Comparison& comparison, bool learn) {
    ColumnModel column;
    const size_t levels = levels_of(comparison);
    if (learn) {
        column.m.assign(levels, 0.3 / static_cast<double>(levels));
        column.m.back() = 0.7;
    } else {
        column.m = usual_m(levels);
    }
    column.u.assign(levels, 0.1 / static_cast<double>(levels));
    column.u[Level::different] = 0.9;
    column.u.back() = 0.01;
    weigh(column, comparison);
    return column;
}

struct Counts {
    std::vector<std::vector<double>> one;  // by column and level
    std::vector<std::vector<double>> other;
    double matches = 0;
};

void add(const Pattern pattern, double weight, std::vector<std::vector<double>>& counts) {
    for (size_t i = 0; i < counts.size(); ++i) counts[i][level_in(pattern, i)] += weight;
}

Counts expect(const Model& model, const Patterns& met, const Patterns& others, double others_scale) {
    Counts counts;
    for (const ColumnModel& column : model.columns) {
        counts.one.emplace_back(column.m.size(), 0);
        counts.other.emplace_back(column.m.size(), 0);
    }
    for (const auto& [pattern, count] : met) {
        const double share = probability(model.odds(pattern));
        counts.matches += share * count;
        add(pattern, share * count, counts.one);
        add(pattern, (1 - share) * count, counts.other);
    }
    for (const auto& [pattern, count] : others) add(pattern, count * others_scale, counts.other);
    return counts;
}

/// Shares of the levels that are not missing; nothing is impossible.
std::vector<double> shares(const std::vector<double>& counts) {
    constexpr double kUnseen = 0.5;
    double total = 0;
    for (size_t level = 1; level < counts.size(); ++level) total += counts[level] + kUnseen;
    std::vector<double> out(counts.size(), 1);
    for (size_t level = 1; level < counts.size(); ++level) out[level] = (counts[level] + kUnseen) / total;
    return out;
}

/// A column that is wrong in most pairs of one subject would be no evidence: what is learnt then is another kinship
/// than identity (a household, a firm's branches). So `different` is held down, and with it such a turn of the model.
void hold_to_identity(std::vector<double>& m) {
    if (m.size() <= Level::different || m[Level::different] <= kMostDifferent) return;
    const double rest = 1 - m[Level::different];
    for (size_t level = Level::different + 1; level < m.size(); ++level)
        m[level] *= (1 - kMostDifferent) / std::max(rest, 1e-9);
    m[Level::different] = kMostDifferent;
}

}  // namespace

double probability(double log2_odds) {
    return 1 / (1 + std::exp2(-log2_odds));
}
double log2_odds(double probability) {
    return std::log2(probability / (1 - probability));
}

double Model::odds(Pattern pattern) const {
    double sum = log2_odds(prior);
    for (size_t i = 0; i < columns.size(); ++i) sum += columns[i].weight[level_in(pattern, i)];
    return sum;
}

namespace {

/// Whether what was learnt is no identity: columns that tell people apart, wrong in most pairs that are called one.
bool is_other_kinship(const Spec& spec, const Model& model) {
    const auto comparisons = compared(spec);
    int wrong = 0;
    for (size_t i = 0; i < comparisons.size(); ++i) {
        const Comparator compare = comparisons[i]->compare;
        const bool tells_apart = compare == Comparator::name || compare == Comparator::date ||
                                 compare == Comparator::code || compare == Comparator::email ||
                                 compare == Comparator::phone;
        const double apart = model.columns[i].m[Level::different] + model.columns[i].m[Level::remote];
        wrong += static_cast<int>(tells_apart && comparisons[i]->weights.empty() && apart > 0.95 * kMostDifferent);
    }
    return wrong >= 2;
}

Model learn(const Spec& spec, bool learn_m, const Patterns& met, const Patterns& others, double others_scale,
            double all_pairs) {
    const auto comparisons = compared(spec);
    Model model;
    for (const Comparison* one : comparisons) model.columns.push_back(first_guess(*one, learn_m));
    double met_pairs = 1;
    for (const auto& [pattern, count] : met) met_pairs += count;
    model.prior = spec.prior.value_or(std::clamp(0.2 * met_pairs / std::max(all_pairs, 1.0), 1e-12, 0.5));
    const bool given =
        spec.prior && std::ranges::none_of(comparisons, [](const Comparison* one) { return one->weights.empty(); });
    while (model.rounds < kRounds) {
        const Counts counts = expect(model, met, others, others_scale);
        model.matches = counts.matches;
        if (given) break;
        ++model.rounds;
        for (size_t i = 0; i < comparisons.size(); ++i) {
            if (learn_m) model.columns[i].m = shares(counts.one[i]);
            if (learn_m) hold_to_identity(model.columns[i].m);
            model.columns[i].u = shares(counts.other[i]);
            weigh(model.columns[i], *comparisons[i]);
        }
        const double before = model.prior;
        if (!spec.prior) model.prior = std::clamp((counts.matches + 0.5) / (all_pairs + 1), 1e-12, 0.5);
        if (model.rounds > 10 && std::abs(model.prior - before) <= kStill * before) break;
    }
    return model;
}

}  // namespace

Model learn(const Spec& spec, const Patterns& met, const Patterns& others, double others_scale, double all_pairs) {
    Model model = learn(spec, spec.learn, met, others, others_scale, all_pairs);
    if (!spec.learn || !is_other_kinship(spec, model)) return model;
    return learn(spec, false, met, others, others_scale, all_pairs);
}

Frequencies::Frequencies(const Records& records, const Spec& spec, const Model& model) {
    const double size = static_cast<double>(records.size());
    const double doubles = 1 + 2 * model.matches / std::max(size, 1.0);  // records of one subject
    size_t index = 0;
    for (const Comparison& comparison : spec.columns) {
        if (comparison.compare == Comparator::none) continue;
        const size_t i = index++;
        if (!comparison.weights.empty()) continue;
        One one{i, records.field_of(comparison.column), static_cast<uint8_t>(levels_of(comparison) - 1), {}};
        const bool both_ways = comparison.compare == Comparator::name || comparison.compare == Comparator::text ||
                               comparison.compare == Comparator::category;
        const auto& counts = records.fields()[one.field].count;
        double filled = 0;
        for (size_t value = 1; value < counts.size(); ++value) filled += counts[value];
        const double usual = model.columns[i].u.back();
        one.by_value.assign(counts.size(), 0);
        for (size_t value = 1; value < counts.size(); ++value) {
            const double share = std::max<double>(counts[value], doubles) / std::max(filled, 1.0);
            if (both_ways)
                one.by_value[value] = static_cast<float>(std::clamp(std::log2(usual / share), -6.0, 6.0));
            else if (counts[value] > 20 + 6 * doubles && share > usual)
                one.by_value[value] = static_cast<float>(std::log2(usual / share));
        }
        ones_.push_back(std::move(one));
    }
}

double Frequencies::adjustment(Pattern pattern, const uint32_t* row_a) const {
    double sum = 0;
    for (const One& one : ones_)
        if (level_in(pattern, one.comparison) == one.exact) sum += one.by_value[row_a[one.field]];
    return sum;
}

}  // namespace yici::linkage
