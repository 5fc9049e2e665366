#pragma once

#include <string>
#include <string_view>

#include "engines/feel/value.h"

namespace yici::process {

/// JSON of a value. Numbers keep all digits; what JSON has no word for is an object of one entry:
/// {"@date":"2018-06-01"},
/// {"@time":…}, {"@dateTime":…}, {"@duration":…}. Functions and ranges become their text.
void append_json(std::string& out, const feel::Value& value);
[[nodiscard]] std::string to_json(const feel::Context& context);
[[nodiscard]] std::string to_json(const feel::Value& value);

/// The way back. What is no JSON, nests deeper than 64 or holds numbers outside FEEL's is process.json_wrong
/// (invalid_input).
[[nodiscard]] feel::Value value_of_json(std::string_view json);
/// The same for what must be an object.
[[nodiscard]] feel::Context context_of_json(std::string_view json);

}  // namespace yici::process
