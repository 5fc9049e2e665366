#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "foundation/db/request_keys.h"
#include "services/catalogue/catalogue.h"

namespace yici::catalogue {

[[nodiscard]] std::optional<Stored> load_entry(db::Transaction& transaction, std::string_view id);
[[nodiscard]] std::optional<Stored> load_by_code(db::Transaction& transaction, std::string_view source,
                                                 std::string_view code);
/// Every entry of a source, deleted ones too.
[[nodiscard]] std::vector<Stored> load_source(db::Transaction& transaction, std::string_view source);
[[nodiscard]] Page load_page(db::Transaction& transaction, const Filter& filter);
/// All that others see, own and harvested.
[[nodiscard]] std::vector<Stored> load_visible(db::Transaction& transaction);
[[nodiscard]] std::vector<Version> load_versions(db::Transaction& transaction, std::string_view id);

void save_entry(db::Transaction& transaction, const Stored& stored);
void save_version(db::Transaction& transaction, const Stored& stored, std::string_view approved_by);
/// The next free sequence number behind `front` ("307001003/").
[[nodiscard]] int64_t next_sequence(db::Transaction& transaction, std::string_view front);

/// Entries by request key.
[[nodiscard]] const db::RequestKeys& request_keys();

}  // namespace yici::catalogue
