#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "services/cases/cases.h"

namespace yici::cases {

[[nodiscard]] std::optional<Case> load_case(db::Transaction& transaction, std::string_view number);
void insert_case(db::Transaction& transaction, const Case& item);
void update_case(db::Transaction& transaction, const Case& item);
[[nodiscard]] Page load_page(db::Transaction& transaction, const Filter& filter);
/// Every live case, for the gateway's index.
void each_live_case(db::Transaction& transaction, const std::function<void(const Case&)>& each);

void insert_event(db::Transaction& transaction, std::string_view number, const Event& event);
[[nodiscard]] std::vector<Event> load_events(db::Transaction& transaction, std::string_view number);
[[nodiscard]] int64_t next_step(db::Transaction& transaction, std::string_view number);

void store_material(db::Transaction& transaction, std::string_view number, const MaterialResult& result, Instant now);
[[nodiscard]] std::vector<MaterialResult> load_materials(db::Transaction& transaction, std::string_view number);
void store_file(db::Transaction& transaction, std::string_view number, std::string_view material,
                const BroughtFile& file, Instant now);

void store_stop(db::Transaction& transaction, std::string_view number, int64_t step, const Stop& stop);

/// The next number of a sequence that begins at 1 each day; taken in the caller's transaction, so never given twice.
[[nodiscard]] int64_t next_in_sequence(db::Transaction& transaction, std::string_view scope, Date day);

/// The case that an earlier request with this key made or changed; another body under the same key is
/// cases.request_key_reused.
[[nodiscard]] std::optional<std::string> find_request(db::Transaction& transaction, std::string_view actor,
                                                      std::string_view key, std::string_view fingerprint);
void store_request(db::Transaction& transaction, std::string_view actor, std::string_view key,
                   std::string_view fingerprint, std::string_view number);

struct Tracking {
    int64_t wrong = 0;
    int64_t locked_until = 0;
};
[[nodiscard]] Tracking load_tracking(db::Transaction& transaction, std::string_view number);
void store_tracking(db::Transaction& transaction, std::string_view number, const Tracking& tracking);

}  // namespace yici::cases
