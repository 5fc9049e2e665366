#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engines/exchange/gateway.h"
#include "foundation/db/database.h"
#include "services/responsibilities/responsibilities.h"

namespace yici::responsibilities {

/// Resource, matter, material.
using UseKey = std::tuple<std::string, std::string, std::string>;

struct Calls {
    int64_t answered = 0;
    int64_t failed = 0;
    int64_t failed_in_a_row = 0;  // as of the newest day
    std::optional<Instant> last_answered;
};

/// Adds what came since `before` to the day; `now` and `before` are cumulative.
void add_calls(db::Transaction& transaction, Date day, const exchange::UseCount& now, const exchange::UseCount& before);
/// Since a day.
[[nodiscard]] std::map<UseKey, Calls> load_calls(db::Transaction& transaction, Date since);

struct Kept {
    Date due{};
    std::string assigned_by;
    std::string note;
    std::string state;
    Date since{};
};
[[nodiscard]] std::map<std::string, Kept, std::less<>> load_kept(db::Transaction& transaction);
void store_kept(db::Transaction& transaction, std::string_view id, Date first_seen, const Kept& kept);

}  // namespace yici::responsibilities
