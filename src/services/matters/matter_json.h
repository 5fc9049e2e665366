#pragma once

#include <string>

#include "foundation/http/listing.h"
#include "services/matters/matters.h"

namespace yici::matters {

/// `Matter` of docs/formats/api.md.
[[nodiscard]] std::string matter_json(const Matter& matter, const NameOf& organisation_name,
                                      const NameOf& resource_provider_name);
/// A page of `MatterSummary`; `page` counts from 1.
[[nodiscard]] std::string page_json(const std::vector<const Matter*>& matters, const http::Part& part,
                                    const NameOf& organisation_name);

}  // namespace yici::matters
