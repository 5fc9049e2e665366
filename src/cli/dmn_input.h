#pragma once

#include <string_view>
#include <vector>

#include "engines/rules/decisions.h"

namespace yici::cli {

/// A JSON object as the inputs of a model, texts read as the declared types want them. Throws cli.json_invalid.
[[nodiscard]] std::vector<rules::Input> inputs_of_json(const rules::Decisions& model, std::string_view json);

}  // namespace yici::cli
