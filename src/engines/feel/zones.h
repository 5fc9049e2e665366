#pragma once

#include <cstdint>

namespace yici::feel::zones {

/// The tz database, as ICU carries it: seconds from UTC of the zone with that index (see zone_name) at a second since
/// 1970-01-01T00:00:00 of UTC, or of the zone's own clock (a clock time that comes twice is the first, one that is
/// skipped counts by the offset before). Years that ICU does not reach are read as a year of the same shape.
[[nodiscard]] int32_t offset_at_utc(int32_t zone, int64_t second);
[[nodiscard]] int32_t offset_at_local(int32_t zone, int64_t second);

}  // namespace yici::feel::zones
