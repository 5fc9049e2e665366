#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engines/linkage/comparators.h"
#include "engines/linkage/fields.h"
#include "engines/linkage/spec.h"

namespace yici::linkage {

/// How often each pattern of levels was seen, sorted by pattern.
using Patterns = std::vector<std::pair<Pattern, double>>;

/// What one comparison says (Fellegi and Sunter 1969): by level, its share among pairs that are one (m) and among those
/// that are not (u), and log2(m/u).
struct ColumnModel {
    std::vector<double> m;
    std::vector<double> u;
    std::vector<double> weight;
};

struct Model {
    double prior = 0;                  // that two records taken at random are one
    double matches = 0;                // pairs that are expected to be one
    int rounds = 0;                    // of expectation and maximisation; 0 when every weight was given
    std::vector<ColumnModel> columns;  // as the spec's, without those that compare nothing

    /// log2 of the odds that a pair with this pattern is one.
    [[nodiscard]] double odds(Pattern pattern) const;
};

[[nodiscard]] double probability(double log2_odds);
[[nodiscard]] double log2_odds(double probability);

/// Learns from pairs whose truth nobody knows. `met` are all pairs that blocking gave, `others` a sample of those that
/// it did not, each standing for `others_scale` pairs; these are taken not to be one. `all_pairs` is how many there are
/// in all. What the spec gives (weights, prior) is taken as given.
[[nodiscard]] Model learn(const Spec& spec, const Patterns& met, const Patterns& others, double others_scale,
                          double all_pairs);

/// Agreement on a rare value says more than on a common one: for names, texts and categories by the value's share,
/// for all others only where a value is so common that it must be a filler.
class Frequencies {
  public:
    Frequencies(const Records& records, const Spec& spec, const Model& model);
    /// What to add to the odds of a pair, in log2.
    [[nodiscard]] double adjustment(Pattern pattern, const uint32_t* row_a) const;

  private:
    struct One {
        size_t comparison;
        size_t field;
        uint8_t exact;
        std::vector<float> by_value;
    };
    std::vector<One> ones_;
};

}  // namespace yici::linkage
