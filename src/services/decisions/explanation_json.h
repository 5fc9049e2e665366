#pragma once

#include <nlohmann/json.hpp>

#include "engines/rules/explanation.h"
#include "engines/rules/table_check.h"

namespace yici::decisions {

/// `Explanation`: in sentences of both languages, and as data.
[[nodiscard]] nlohmann::ordered_json explanation_of(const rules::Explanation& explanation);
[[nodiscard]] nlohmann::ordered_json finding_of(const rules::TableFinding& finding);

}  // namespace yici::decisions
