#pragma once

#include <cstdint>
#include <string_view>

#include "engines/linkage/fields.h"
#include "engines/linkage/spec.h"

namespace yici::linkage {

/// The level of two values that are there and differ: as texts under the comparators that take values as they are, or
/// as values of a dictionary.
[[nodiscard]] uint8_t level_of_texts(const Comparison& comparison, std::string_view a, std::string_view b);
[[nodiscard]] uint8_t level_of_unequal(const Comparison& comparison, const Dictionary& values, uint32_t a, uint32_t b);

}  // namespace yici::linkage
