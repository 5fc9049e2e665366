#pragma once

#include <compare>
#include <optional>

#include "engines/feel/value.h"

namespace yici::feel {

/// What `=` says: none where FEEL says null (kinds that cannot be compared).
[[nodiscard]] std::optional<bool> equals(const Value& a, const Value& b);
/// What `<` and its kin rest on: none where FEEL says null.
[[nodiscard]] std::optional<std::strong_ordering> order(const Value& a, const Value& b);
/// `value in range`; none where FEEL says null.
[[nodiscard]] std::optional<bool> contains(const Range& range, const Value& value);

}  // namespace yici::feel
