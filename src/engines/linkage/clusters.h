#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace yici::linkage {

/// A compared pair and what speaks for it: log2 of the odds, less those of the threshold, so that above 0 is "one".
struct Weighed {
    uint32_t a;
    uint32_t b;
    float weight;
};

/// Joins records to clusters so that a chain of likely pairs does not tie together what does not belong together: the
/// two clusters with the highest mean weight over all their pairs are joined, as long as it is above 0 (average
/// linkage). A pair that is not given counts as `unmet`. Records from `boundary` on are of a second table; then pairs
/// within one table are never looked at and count for nothing. Answers each record's cluster: its lowest record.
[[nodiscard]] std::vector<uint32_t> join_records(size_t records, size_t boundary, const std::vector<Weighed>& pairs,
                                                 float unmet);

/// Two tables: each record keeps at most its best partner, best pairs first. Answers the pairs that stay.
[[nodiscard]] std::vector<Weighed> one_to_one(size_t records, std::vector<Weighed> pairs);

}  // namespace yici::linkage
