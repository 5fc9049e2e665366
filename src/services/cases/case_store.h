#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "foundation/db/request_keys.h"
#include "services/cases/cases.h"

namespace yici::cases {

[[nodiscard]] std::optional<Case> load_case(db::Transaction& transaction, std::string_view number);
/// On a server: until the transaction ends nobody else changes it.
void lock_case(db::Transaction& transaction, std::string_view number);
/// 0 when there is no such case.
[[nodiscard]] int64_t version_of(db::Transaction& transaction, const std::string& number);
void insert_case(db::Transaction& transaction, const Case& item);

/// Parts of a case's row that steps change, beside its state.
enum CasePart : unsigned {
    kConfirmation = 1,
    kAcceptance = 2,
    kClock = 4,
    kDecision = 8,
    kCorrection = 16,
    kForm = 32,
    kEnd = 64,  // it lives no longer
    kEveryPart = 127,
};
/// Writes these parts and raises the version; false when the row has another version by now.
[[nodiscard]] bool update_case(db::Transaction& transaction, Case& item, unsigned parts);
void name_applicant(db::Transaction& transaction, std::string_view number, std::string_view name);
/// Puts into the cases' rows what versions before migration 2 kept in a table of its own.
void take_over_stops(db::Transaction& transaction);
[[nodiscard]] Page load_page(db::Transaction& transaction, const Filter& filter);
/// Every live case, for the gateway's index.
void each_live_case(db::Transaction& transaction, const std::function<void(const Case&)>& each);

void insert_event(db::Transaction& transaction, std::string_view number, const Event& event);
[[nodiscard]] std::vector<Event> load_events(db::Transaction& transaction, std::string_view number);

void store_material(db::Transaction& transaction, std::string_view number, const MaterialResult& result, Instant now);
[[nodiscard]] std::vector<MaterialResult> load_materials(db::Transaction& transaction, std::string_view number);
void store_file(db::Transaction& transaction, std::string_view number, std::string_view material,
                const BroughtFile& file, Instant now);

/// The next number of a sequence that begins at 1 each day; taken in the caller's transaction, so never given twice.
[[nodiscard]] int64_t next_in_sequence(db::Transaction& transaction, std::string_view scope, Date day);

/// The case that an earlier request with this key made or changed; another body under the same key is
/// cases.request_key_reused.
[[nodiscard]] const db::RequestKeys& request_keys();

[[nodiscard]] std::vector<Flag> load_flags(db::Transaction& transaction, std::string_view number);

struct Tracking {
    int64_t wrong = 0;
    int64_t locked_until = 0;
};
[[nodiscard]] Tracking load_tracking(db::Transaction& transaction, std::string_view number);
void store_tracking(db::Transaction& transaction, std::string_view number, const Tracking& tracking);

}  // namespace yici::cases
