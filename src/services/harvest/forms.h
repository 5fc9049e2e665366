#pragma once

#include <string>
#include <vector>

#include "foundation/base/error.h"
#include "foundation/tables/read.h"
#include "services/harvest/harvest.h"

namespace yici::harvest {

/// One row an item; the entry's own columns are repeated. `csv` has English headers and codes, `national` the columns
/// of 编制指南 2017 with Chinese headers and the names of the codes.
enum class Form { csv, national };
[[nodiscard]] std::string write_form(Form form, const std::vector<Published>& entries);

/// Reads either form back; the first row that has a column for the name is the header. What cannot be read is a
/// finding with its row, and its entry is left out.
[[nodiscard]] std::vector<catalogue::Entry> read_form(const tables::Sheet& sheet, const std::string& file,
                                                      std::vector<Finding>& findings);

}  // namespace yici::harvest
