#pragma once

#include <cstdint>
#include <vector>

#include "engines/linkage/fields.h"
#include "engines/linkage/spec.h"

namespace yici::linkage {

/// The levels of all comparisons of a pair, four bits each, the first one lowest.
using Pattern = uint64_t;

[[nodiscard]] inline uint8_t level_in(Pattern pattern, size_t comparison) {
    return static_cast<uint8_t>(pattern >> (4 * comparison) & 15);
}

/// Compares two records column by column.
class Comparators {
  public:
    /// Keeps references to both.
    Comparators(const Records& records, const Spec& spec);
    [[nodiscard]] Pattern compare(size_t a, size_t b) const;

  private:
    struct One {
        const Comparison* comparison;
        const Dictionary* values;
        const Field* direct;  // where the column is read as it lies, else null
        size_t field;
        size_t crossed;  // field, or no_field
    };
    [[nodiscard]] uint8_t direct_level(const One& one, size_t a, size_t b) const;
    [[nodiscard]] uint8_t level(const One& one, const uint32_t* a, const uint32_t* b) const;

    const Records& records_;
    std::vector<One> ones_;
};

}  // namespace yici::linkage
