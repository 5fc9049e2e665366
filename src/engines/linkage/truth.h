#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engines/linkage/spec.h"
#include "foundation/tables/table.h"

namespace yici::linkage {

/// Counts over pairs of records.
struct Measure {
    int64_t hit = 0;     // called one, and are
    int64_t called = 0;  // called one
    int64_t actual = 0;  // are one
    [[nodiscard]] double precision() const;
    [[nodiscard]] double recall() const;
    [[nodiscard]] double f1() const;
};

struct Labelled {
    uint32_t a;
    uint32_t b;
    bool one;
};

/// Who is who, by record; or, from a file of labels, for some pairs only.
struct Truth {
    std::vector<uint32_t> entity;    // 0 unknown: such a record is one with nobody
    std::vector<Labelled> labelled;  // when not empty, only these pairs are judged
};

/// Of a column; `entity` takes the first group of a regular expression. Without one, values like `rec-7-org` and
/// `rec-7-dup-0` (FEBRL) stand for what is before the last word.
[[nodiscard]] Truth truth_of_column(const tables::Table& a, const tables::Table* b, const TruthColumn& column);

/// Of a file of pairs: the first two columns whose names begin alike with the id's name, or the first two of all; a
/// last column with a number above 0.5, or true, says that they are one.
[[nodiscard]] Truth truth_of_labels(const tables::Table& labels, const std::vector<std::string>& ids,
                                    const std::string& id_column);

/// `cluster` by record; two tables (boundary below the size) count pairs across alone.
[[nodiscard]] Measure measure_clusters(const Truth& truth, const std::vector<uint32_t>& cluster, size_t boundary);

/// Pairs as they stand, each once.
struct RecordPair {
    uint32_t a;
    uint32_t b;
};
[[nodiscard]] Measure measure_pairs(const Truth& truth, const std::vector<RecordPair>& pairs, size_t boundary);

}  // namespace yici::linkage
