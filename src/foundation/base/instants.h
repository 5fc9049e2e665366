#pragma once

#include <cstdint>

#include "foundation/base/clock.h"

namespace yici {

/// A moment as tables keep it: microseconds since 1970 in UTC.
[[nodiscard]] inline int64_t micros(Instant instant) {
    return instant.time_since_epoch().count();
}
[[nodiscard]] inline Instant instant_of(int64_t micros) {
    return Instant(std::chrono::microseconds(micros));
}

}  // namespace yici
