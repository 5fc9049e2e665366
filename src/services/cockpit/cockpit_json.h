#pragma once

#include <string>

#include "services/cockpit/cockpit.h"

namespace yici::cockpit {

/// As docs/formats/api.md shapes a Cockpit.
[[nodiscard]] std::string to_json(const Parts& parts);

}  // namespace yici::cockpit
