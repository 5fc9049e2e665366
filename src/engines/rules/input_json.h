#pragma once

#include <string_view>
#include <vector>

#include "engines/rules/decisions.h"

namespace yici::rules {

/// A JSON object as the inputs of a model, texts read as the declared types want them. Throws feel.bad_json.
[[nodiscard]] std::vector<Input> inputs_of_json(const Decisions& model, std::string_view json);
/// The same for values that are read already.
[[nodiscard]] std::vector<Input> inputs_of(const Decisions& model, const feel::Context& values);

}  // namespace yici::rules
