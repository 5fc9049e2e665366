#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/resource.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"

namespace yici::exchange {

/// An organisation's right to call a resource (授权). Opens nothing by itself: a call names a live case too.
struct Grant {
    std::string id;
    std::string organisation;
    std::string resource;
    std::vector<std::string> matters;  // empty: any matter
    std::vector<std::string> fields;
    int64_t daily_quota = 0;
    Date valid_until{};  // last day
    std::string basis;
    bool revoked = false;
    bool statutory = false;  // rests on a law that demands it, so it opens even a resource that is not shared
    Date since{};            // day on which it was first written; set by Grants

    [[nodiscard]] bool covers(std::string_view matter) const;
    [[nodiscard]] bool grants_field(std::string_view field) const;
    [[nodiscard]] bool in_force(Date today) const { return !revoked && today <= valid_until; }
};

/// How a grant was used, for the periodic review of unused ones.
struct GrantUse {
    std::string grant;
    std::optional<Date> last_used;  // none: never
    int64_t calls = 0;              // ever
};

/// Grants in the tables, and in memory for the hot path. Quotas are counted in memory a civil day of China, and saved
/// within a second: after a kill at most the last second's calls are not counted.
class Grants {
  public:
    Grants(db::Database& database, const Clock& clock);
    ~Grants();
    /// Brings the grants that a pack holds into the tables: new ones are added, changed ones changed, a revoked one
    /// stays revoked.
    void take_from(const Resources& resources);
    void put(const Grant& grant);
    /// The same inside a write that goes on already; it opens calls once that is durable.
    void put(db::Transaction& transaction, const Grant& grant);
    /// exchange.no_such_grant (not_found).
    void revoke(std::string_view id);
    [[nodiscard]] std::shared_ptr<const Grant> find(std::string_view id) const;
    /// The organisation's grant for the resource that covers the matter; when none does, one that does not.
    [[nodiscard]] std::shared_ptr<const Grant> find(std::string_view organisation, std::string_view resource,
                                                    std::string_view matter) const;
    /// The organisation's grant that opens these fields for the matter today; when none does, the one that comes
    /// nearest, so that a refusal can say why.
    [[nodiscard]] std::shared_ptr<const Grant> find_for(std::string_view organisation, std::string_view resource,
                                                        std::string_view matter, const std::vector<std::string>& fields,
                                                        Date today) const;
    [[nodiscard]] std::vector<Grant> all() const;
    /// Every grant that was ever used, with the calls of today.
    [[nodiscard]] std::vector<GrantUse> use_of_all();
    /// Counts one call of today; false when the quota is used up.
    [[nodiscard]] bool use(const Grant& grant);
    [[nodiscard]] int64_t used_today(std::string_view id) const;
    /// Writes the counters that changed.
    void save();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yici::exchange
