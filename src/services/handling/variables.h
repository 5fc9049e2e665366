#pragma once

#include <vector>

#include "engines/feel/value.h"
#include "services/cases/cases.h"
#include "services/matters/matters.h"

namespace yici::handling {

/// What a procedure is told of its case: matter, department, level, applicant ("person" or "legal_entity"),
/// promised_days, accepted_on,
/// materials (code → what became of it), answers (code → "yes" or "no"), and the matter's procedure_inputs.
[[nodiscard]] feel::Context variables_of(const cases::Case& item, const matters::Matter& matter,
                                         const std::vector<cases::MaterialResult>& materials);

}  // namespace yici::handling
