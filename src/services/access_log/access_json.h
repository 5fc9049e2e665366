#pragma once

#include <string>

#include "foundation/http/listing.h"
#include "services/access_log/access_log.h"

namespace yici::access_log {

/// An entry of a read; a key that is not there leaves its field empty.
[[nodiscard]] Access parse_access(const journal::Stored& entry);
/// A list of Access, docs/formats/api.md.
[[nodiscard]] std::string to_json(const Page& page, const http::Part& part, const Names& names);

}  // namespace yici::access_log
