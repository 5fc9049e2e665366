#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/cases/case.h"

namespace yici::cases {

/// As the tables hold them.
[[nodiscard]] std::string store_text(const std::vector<CorrectionItem>& items);
[[nodiscard]] std::vector<CorrectionItem> correction_from(std::string_view text);
[[nodiscard]] std::string store_text(const MaterialResult& result);
[[nodiscard]] MaterialResult material_from(std::string_view text);
[[nodiscard]] std::string store_text(const std::vector<Stop>& stops);
[[nodiscard]] std::vector<Stop> stops_from(std::string_view text);
[[nodiscard]] std::vector<std::string> lines_from(std::string_view text);

}  // namespace yici::cases
