#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/harvest/harvest.h"

namespace yici::harvest {

/// {"source","added","changed","removed","unchanged","findings":[{"file","row","key","message","detail"}]}
[[nodiscard]] std::string to_json(const std::string& source, const catalogue::HarvestCounts& counts,
                                  const std::vector<Finding>& findings);

/// A configured catalogue with its last outcome, and the list of them.
[[nodiscard]] std::string to_json(const Foreign& foreign, const std::optional<Outcome>& last);
[[nodiscard]] std::string to_json(const std::vector<std::pair<Foreign, std::optional<Outcome>>>& all);

}  // namespace yici::harvest
