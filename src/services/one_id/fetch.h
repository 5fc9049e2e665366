#pragma once

#include "services/one_id/one_id.h"

namespace yici::one_id {

/// Tries the alternatives of one material in order until one answers: a resource by a case-bound call, the card, or the
/// note that it must be brought. The first failure is kept as the note when nothing answers.
[[nodiscard]] cases::MaterialResult fetch(const Parts& parts, const cases::Case& item, const matters::Matter& matter,
                                          const matters::Material& material, const cases::Actor& by);

/// Marks materials whose values must agree and do not, and those values.
void find_contradictions(const matters::Matter& matter, std::vector<cases::MaterialResult>& results);

}  // namespace yici::one_id
