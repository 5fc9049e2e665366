#pragma once

#include "services/census/census.h"

namespace yici::census {

struct Census::Inner {
    db::Database& database;
    journal::Journal& journal;
    const organisations::Directory& organisations;
    const Clock& clock;
    std::map<std::string, std::string> body_by_name;

    enum class Outcome { added, changed, unchanged };
    Outcome take(db::Transaction& transaction, System& system);
    /// Every proposal, then decided ones that are proposed no more.
    [[nodiscard]] std::vector<Considered> considered(db::Transaction& transaction) const;
    /// One that is not decided yet.
    [[nodiscard]] Considered open_one(db::Transaction& transaction, std::string_view key) const;
    /// The body of a row: by its unit's name, else `fallback`; empty when neither is known.
    [[nodiscard]] std::string body_of(const System& system, const std::string& fallback) const;
};

[[nodiscard]] std::vector<System> load_systems(db::Transaction& transaction, const std::string& body);

}  // namespace yici::census
