#pragma once

#include <string>

#include "services/access_log/access_log.h"

namespace yici::access_log {

/// An entry of a read; a key that is not there leaves its field empty.
[[nodiscard]] Access parse_access(const journal::Stored& entry);
/// {"items":[Access…],"page":…,"size":…,"total":…}, docs/formats/api.md.
[[nodiscard]] std::string to_json(const Page& page, int64_t number, int64_t size, const Names& names);

}  // namespace yici::access_log
