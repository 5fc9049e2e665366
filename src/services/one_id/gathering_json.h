#pragma once

#include <string>

#include "services/one_id/one_id.h"

namespace yici::one_id {

/// As docs/formats/api.md shapes a Gathering; values are masked by their record type.
/// Notes are told in `language`.
[[nodiscard]] std::string to_json(const Gathering& gathering, const matters::Matter& matter, const cases::Case& item,
                                  const Parts& parts, const masking::Reader& reader, Language language);

}  // namespace yici::one_id
