#pragma once

#include <vector>

#include "foundation/base/yaml.h"
#include "services/matters/matters.h"

namespace yici::matters {

/// Reads one file of matters/; faults become findings of `root`, the codes that it names are added to `references`.
[[nodiscard]] Matter read_matter(const YamlNode& root, const forms::Forms& forms, std::vector<Reference>& references);

/// The item types of the domain's code list, two digits.
[[nodiscard]] bool is_item_type(std::string_view type);

}  // namespace yici::matters
