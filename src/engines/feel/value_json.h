#pragma once

#include <string>
#include <string_view>

#include "engines/feel/value.h"

namespace yici::feel {

/// Objects become contexts, arrays lists, numbers the decimals that were written; texts stay texts. Throws
/// feel.bad_json (invalid_input) for what is no JSON or is nested too deeply.
[[nodiscard]] Value from_json(std::string_view json);
/// Dates, times and durations as texts of ISO 8601, ranges and functions as FEEL writes them.
[[nodiscard]] std::string to_json(const Value& value);

}  // namespace yici::feel
