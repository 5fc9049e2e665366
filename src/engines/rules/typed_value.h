#pragma once

#include <string_view>

#include "engines/rules/types.h"

namespace yici::rules {

/// A value from JSON or YAML as its type wants it: texts become dates, times and durations where the type is one,
/// within lists and contexts too. What does not fit stays as it is, and conform() will say so.
[[nodiscard]] feel::Value typed_value(const feel::Value& value, const DataType* type);

/// A word without quotes, of no known type: a number, true, false, null, a date, a date with a time, a duration, else
/// text. "= …" is an expression of FEEL.
[[nodiscard]] feel::Value guessed_value(std::string_view text);

}  // namespace yici::rules
