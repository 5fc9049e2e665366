#pragma once

#include <string>
#include <vector>

#include "foundation/base/clock.h"
#include "services/census/census.h"

namespace yici::census {

/// What a director asked for, as a workbook that says the day it is of: figures, counts by group, and how far every
/// body has come (left out when `progress` is empty).
[[nodiscard]] std::string report_workbook(const Report& report, const std::vector<Progress>& progress, Date day);

/// The empty form (普查表): a column for each field of the census, with what choices offer, and a second sheet that
/// says what each wants. read_form() takes it back.
[[nodiscard]] std::string form_workbook();

}  // namespace yici::census
