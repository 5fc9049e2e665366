#pragma once

#include <string>
#include <string_view>

#include "engines/feel/value.h"

namespace yici::cli {

/// JSON text as a value of FEEL: numbers keep all their digits, an object is a context. Throws cli.json_invalid
/// (invalid_input).
[[nodiscard]] feel::Value value_of_json(std::string_view json);
/// A value of FEEL as JSON: dates, times and durations as text in their ISO form, ranges and functions as FEEL writes
/// them.
[[nodiscard]] std::string json_of_value(const feel::Value& value);

}  // namespace yici::cli
