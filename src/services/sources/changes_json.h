#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yici::sources {

/// Columns and texts of a row's body in the warehouse, in its order; null is empty.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_row(std::string_view body);

}  // namespace yici::sources
