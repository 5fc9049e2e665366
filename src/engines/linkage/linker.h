#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engines/linkage/blocking.h"
#include "engines/linkage/model.h"
#include "engines/linkage/spec.h"
#include "foundation/tables/table.h"

namespace yici::linkage {

/// A pair that is worth a look or better.
struct Link {
    uint32_t a;
    uint32_t b;
    Pattern pattern;
    float odds;   // log2
    bool linked;  // the two are called one
};

struct Outcome {
    size_t records = 0;
    size_t boundary = 0;  // first record of the second table; records when there is none
    int64_t pairs_compared = 0;
    std::vector<RuleOutcome> rules;  // as the spec's
    Model model;
    double link_at = 0;  // probabilities
    double review_at = 0;
    std::vector<Link> links;                              // at or above review_at or linked, by record
    std::vector<uint32_t> cluster;                        // by record: the lowest record of its cluster
    std::vector<std::pair<std::string, double>> seconds;  // by stage
    int64_t linked_pairs = 0;
    int64_t cluster_count = 0;  // with two records or more
};

/// Finds the records that are about one subject: within `a`, or between `a` and `b`. Throws linkage.unknown_column.
[[nodiscard]] Outcome link(const tables::Table& a, const tables::Table* b, const Spec& spec, size_t threads);

/// What each column says about a link: its level and weight in log2, with the value's frequency weighed in by none.
struct Evidence {
    std::string column;
    std::string level;
    double weight = 0;
};
[[nodiscard]] std::vector<Evidence> evidence(const Spec& spec, const Model& model, Pattern pattern);

}  // namespace yici::linkage
