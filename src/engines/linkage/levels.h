#pragma once

#include <cstdint>

#include "engines/linkage/fields.h"
#include "engines/linkage/spec.h"

namespace yici::linkage {

/// The level of two values that are there and differ.
[[nodiscard]] uint8_t level_of_unequal(const Comparison& comparison, const Dictionary& values, uint32_t a, uint32_t b);

}  // namespace yici::linkage
