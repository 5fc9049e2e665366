#pragma once

#include "foundation/base/yaml.h"
#include "services/sources/source.h"

namespace yici::sources {

/// One entry of collection/*.yaml.
[[nodiscard]] Source read_source(const YamlNode& node, const std::filesystem::path& pack,
                                 const records::RecordTypes& types, std::vector<Finding>& findings);

}  // namespace yici::sources
