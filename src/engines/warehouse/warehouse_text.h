#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engines/warehouse/table_source.h"

namespace yici::warehouse {

/// Lists of texts and columns as the warehouse's tables hold them: JSON.
[[nodiscard]] std::string write_texts(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> read_texts(std::string_view json);
[[nodiscard]] std::string write_columns(const std::vector<Column>& columns);
[[nodiscard]] std::vector<Column> read_columns(std::string_view json);

}  // namespace yici::warehouse
