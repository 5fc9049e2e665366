#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "services/disputes/disputes.h"
#include "services/disputes/ticket_store.h"

namespace yici::disputes {

/// What every function of the room works on; the parts come from outside.
struct Disputes::Inner {
    explicit Inner(const Parts& given) : parts(given) {}

    Parts parts;
    std::mutex random_mutex;

    [[nodiscard]] Instant now() const { return parts.clock.now(); }
    [[nodiscard]] Date today() const { return china_date(now()); }
    /// disputes.no_such_field.
    [[nodiscard]] const records::Field& field_of(std::string_view type, std::string_view field) const;

    /// Opens or joins, inside the caller's transaction. `subject` is the digest.
    Ticket open(db::Transaction& transaction, const std::string& subject, const Report& report);
    /// The event and the journal entry of one step.
    void record(db::Transaction& transaction, const Ticket& ticket, const Actor& by, std::string_view action,
                std::string_view note);
    /// The open ticket that this actor decides.
    [[nodiscard]] Ticket to_decide(db::Transaction& transaction, std::string_view id, const Actor& by) const;
    void close(db::Transaction& transaction, Ticket& ticket, Outcome outcome, const std::string& answer,
               const Actor& by);

    /// Who has used the value so far: materials of this node's cases, and calls of applications in the journal. With a
    /// new value, what it would have changed.
    [[nodiscard]] std::vector<UsedBy> find_uses(const std::string& code, const std::string& type,
                                                const std::string& field, const std::string* new_value);
    /// Keeps the list and marks this node's cases.
    void mark(db::Transaction& transaction, const Ticket& ticket, const std::vector<UsedBy>& uses,
              std::string_view state);
    /// The cases that have used the value so far are marked at once: who handles them should know.
    void mark_open(const Ticket& ticket, const std::string& code);
    [[nodiscard]] std::string code_of(const Ticket& ticket) const;
};

[[nodiscard]] std::string fingerprint_of(const Report& report);
/// disputes.reason_length.
void check_reason(std::string_view reason);

}  // namespace yici::disputes
