#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "services/cases/cases.h"

namespace yici::cases {

/// What every function of the room works on; the parts come from outside.
struct Cases::Inner {
    explicit Inner(const Parts& given) : parts(given) {}

    Parts parts;

    [[nodiscard]] Instant now() const { return parts.clock.now(); }
    [[nodiscard]] Date today() const { return china_date(now()); }
    /// Puts a live case where the gateway sees it, takes an ended one out.
    void show_to_gateway(const Case& item);
    [[nodiscard]] const matters::Matter& matter_of(std::string_view code) const;

    /// Writes the event and the journal entry of one step, and refreshes the live index once it is durable.
    void record_step(db::Transaction& transaction, const Case& item, const Actor& by, Action action,
                     const std::string& note);
    /// One action on one case, inside the caller's transaction; idempotent by the request key.
    Case apply(db::Transaction& transaction, std::string_view number, const Act& act);
};

/// What a request asked for, to tell a repeated one from another under the same key.
[[nodiscard]] std::string fingerprint_of(const NewCase& request);
[[nodiscard]] std::string fingerprint_of(std::string_view number, const Act& act);

}  // namespace yici::cases
