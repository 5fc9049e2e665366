#pragma once

#include <string>

#include "cli/settings.h"

namespace yici::cli {

/// The settings of a node for a subcommand that works in its data, not beside the running node: from a configuration
/// file and the environment, or the environment alone; a data folder that is named wins.
[[nodiscard]] Settings settings_of(const std::string& config, const std::string& data);

}  // namespace yici::cli
