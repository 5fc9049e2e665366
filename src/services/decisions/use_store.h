#pragma once

#include <functional>

#include "services/decisions/decisions.h"

namespace yici::decisions {

struct UsesWanted {
    std::string decision;
    Instant since;
    std::string department;  // empty: of every department
    int64_t most = 0;
};

/// The newest first.
[[nodiscard]] std::vector<Use> load_uses(db::Transaction& transaction, const UsesWanted& wanted);
[[nodiscard]] int64_t count_uses(db::Transaction& transaction, const UsesWanted& wanted);

}  // namespace yici::decisions
