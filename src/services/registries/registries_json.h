#pragma once

#include <string>
#include <string_view>

#include "engines/records/records.h"
#include "services/organisations/organisations.h"

namespace yici::registries {

/// Every golden value of a subject, as docs/formats/api.md shapes /me/records.
[[nodiscard]] std::string golden_json(records::Records& records, std::string_view subject,
                                      const organisations::Directory& organisations);

}  // namespace yici::registries
