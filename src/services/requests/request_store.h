#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "foundation/db/request_keys.h"
#include "services/requests/requests.h"

namespace yici::requests {

[[nodiscard]] std::optional<Request> load_request(db::Transaction& transaction, std::string_view number);
void store_request(db::Transaction& transaction, const Request& request);
[[nodiscard]] Page load_page(db::Transaction& transaction, const Filter& filter, Date today);
/// Those in one of these states, for the sweep and for open_request.
[[nodiscard]] std::vector<Request> load_where(db::Transaction& transaction, std::string_view condition,
                                              std::initializer_list<db::Value> parameters);

[[nodiscard]] int64_t store_event(db::Transaction& transaction, std::string_view number, Event event);
[[nodiscard]] std::vector<Event> load_events(db::Transaction& transaction, std::string_view number);

/// "SQ201806120001": 申请, the day, a sequence that begins at 1 each day.
[[nodiscard]] std::string next_number(db::Transaction& transaction, Date day);

void store_review(db::Transaction& transaction, std::string_view grant, Date day, std::string_view actor,
                  std::string_view reason);
struct Review {
    std::string grant;
    Date day{};
};
[[nodiscard]] std::vector<Review> load_reviews(db::Transaction& transaction);

/// Answers by request key.
[[nodiscard]] const db::RequestKeys& request_keys();

}  // namespace yici::requests
