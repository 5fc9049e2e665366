#include "engines/linkage/comparators.h"

#include "engines/linkage/levels.h"

namespace yici::linkage {

namespace {

constexpr size_t kNoField = SIZE_MAX;

/// Whether a value stands in the other column of the other record, as it is or slightly misspelt.
bool stands_in(const Comparison& comparison, const Dictionary& values, uint32_t mine, uint32_t other) {
    if (mine == 0 || other == 0) return false;
    if (mine == other) return true;
    if (values.text(mine).size() < 5 || values.text(other).size() < 5) return false;
    return level_of_unequal(comparison, values, mine, other) >= Level::close;
}

}  // namespace

Comparators::Comparators(const Records& records, const Spec& spec) : records_(records) {
    for (const Comparison& one : spec.columns) {
        if (one.compare == Comparator::none) continue;
        const size_t field = records.field_of(one.column);
        const size_t crossed = one.crossed.empty() ? kNoField : records.field_of(one.crossed);
        const Field& own = records.fields()[field];
        ones_.push_back({&one, own.values.get(), own.direct ? &own : nullptr, field, crossed});
    }
}

Pattern Comparators::compare(size_t a, size_t b) const {
    const uint32_t* left = records_.row(a);
    const uint32_t* right = records_.row(b);
    Pattern pattern = 0;
    for (size_t i = 0; i < ones_.size(); ++i) {
        const uint8_t found = ones_[i].direct != nullptr ? direct_level(ones_[i], a, b) : level(ones_[i], left, right);
        pattern |= Pattern{found} << (4 * i);
    }
    return pattern;
}

uint8_t Comparators::direct_level(const One& one, size_t a, size_t b) const {
    const std::string_view mine = records_.direct_text(a, *one.direct);
    const std::string_view other = records_.direct_text(b, *one.direct);
    if (mine.empty() || other.empty()) return Level::missing;
    if (mine == other) return static_cast<uint8_t>(levels_of(*one.comparison) - 1);
    return level_of_texts(*one.comparison, mine, other);
}

uint8_t Comparators::level(const One& one, const uint32_t* a, const uint32_t* b) const {
    const uint32_t mine = a[one.field];
    const uint32_t other = b[one.field];
    const Comparison& comparison = *one.comparison;
    uint8_t found = Level::missing;
    if (mine != 0 && other != 0) {
        if (mine == other) return static_cast<uint8_t>(levels_of(comparison) - 1);
        found = level_of_unequal(comparison, *one.values, mine, other);
    }
    if (one.crossed == kNoField || found >= Level::close) return found;
    if (stands_in(comparison, *one.values, mine, b[one.crossed]) ||
        stands_in(comparison, *one.values, other, a[one.crossed]))
        return Level::crossed;
    return found;
}

}  // namespace yici::linkage
