#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "services/responsibilities/call_store.h"
#include "services/responsibilities/responsibilities.h"

namespace yici::responsibilities {

/// Everything that the list is computed from, as it is at one moment.
struct Situation {
    Date today{};
    std::map<UseKey, Calls> calls;
    std::set<std::string, std::less<>> broken;  // systems whose circuit is open
};

struct Responsibilities::Inner {
    explicit Inner(const Parts& given) : parts(given) {}

    Parts parts;
    std::mutex mutex;
    std::map<UseKey, exchange::UseCount> taken;  // what was in the table already, of this program's run

    [[nodiscard]] Date today() const { return china_date(parts.clock.now()); }
    /// Takes the calls since the last time into the table.
    void take_calls();
    [[nodiscard]] Situation look();
    [[nodiscard]] Readiness readiness_of(const Situation& situation, const matters::Matter& matter,
                                         const matters::Material& material,
                                         const matters::Alternative& alternative) const;
    /// The lines of the list with their uses, without what is kept.
    [[nodiscard]] std::vector<Responsibility> compute(const Situation& situation) const;
    /// Adds due days and the days of the states; writes what is new or has changed.
    void keep(std::vector<Responsibility>& list);
};

}  // namespace yici::responsibilities
