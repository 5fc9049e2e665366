#pragma once

#include <string>
#include <vector>

#include "services/harvest/harvest.h"

namespace yici::harvest {

/// {"source","added","changed","removed","unchanged","findings":[{"file","row","key","message","detail"}]}
[[nodiscard]] std::string to_json(const std::string& source, const catalogue::HarvestCounts& counts,
                                  const std::vector<Finding>& findings);

}  // namespace yici::harvest
