#pragma once

#include <string>
#include <string_view>

#include "services/catalogue/entry.h"

namespace yici::catalogue {

/// An entry as one JSON object, docs/formats/api.md; the same entry gives the same text.
[[nodiscard]] std::string to_json(const Entry& entry);
/// Absent keys keep the defaults of Entry. Not an object, or a value of another type: catalogue.bad_request
/// (invalid_input; detail names the key).
[[nodiscard]] Entry parse_entry(std::string_view json);

}  // namespace yici::catalogue
