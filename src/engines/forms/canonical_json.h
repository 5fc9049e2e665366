#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace yici::forms {

/// Two values are equal in the sense of JSON Schema when these texts are: 1 and 1.0 are one number, and the order of an
/// object's names does not matter.
[[nodiscard]] std::string canonical(const nlohmann::json& value);

/// The kinds of a value, as bits of Kind; a number without a fraction is an integer as well.
[[nodiscard]] unsigned kinds_of(const nlohmann::json& value);

/// Larger whole numbers are not the same on both sides: ECMAScript keeps 53 bits.
constexpr double kLargestNumber = 9007199254740991;

}  // namespace yici::forms
