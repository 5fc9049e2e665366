#pragma once

#include <string>
#include <vector>

#include "engines/rules/table_index.h"

namespace yici::rules {

/// Segments of a column, in order, as unary tests of FEEL: "[18..65), > 100", "not("a", "b")".
[[nodiscard]] std::string text_of_segments(const ColumnIndex& column, const std::vector<size_t>& segments);

}  // namespace yici::rules
