#pragma once

#include <string>
#include <vector>

#include "services/sources/sources.h"

namespace yici::sources {

[[nodiscard]] std::string tally_json(const warehouse::Tally& tally);
[[nodiscard]] std::string to_json(const Status& status, const organisations::Directory& organisations);
/// A list, docs/formats/api.md.
[[nodiscard]] std::string to_json(const std::vector<Status>& all, const organisations::Directory& organisations);

}  // namespace yici::sources
