#pragma once

#include <string>
#include <vector>

#include "services/organisations/organisations.h"

namespace yici::organisations {

/// JSON arrays.
[[nodiscard]] std::string to_json(const std::vector<const Organisation*>& bodies);
[[nodiscard]] std::string to_json(const std::vector<const codes::Division*>& divisions);

}  // namespace yici::organisations
