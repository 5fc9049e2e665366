#pragma once

#include <string>
#include <string_view>

#include "services/requests/requests.h"

namespace yici::requests {

/// What every function of the room works on; the parts come from outside.
struct Requests::Inner {
    explicit Inner(const Parts& given) : parts(given) {}

    Parts parts;

    [[nodiscard]] Date today() const { return china_date(parts.clock.now()); }
    [[nodiscard]] const exchange::Resource& resource_of(std::string_view code) const;

    /// Fills and checks what a draft says; requests.… for the first that is wrong.
    void take(Request& request, const Draft& draft) const;
    /// Puts the stage and its clock.
    void enter(Request& request, State state, Stage stage, int working_days) const;
    void end(Request& request, std::string outcome) const;

    /// From submission on: at once for what is shared unconditionally, to the authority else.
    void submit(db::Transaction& transaction, Request& request);
    /// Opens the calls, or waits until the resource is connected.
    void open(db::Transaction& transaction, Request& request, const Terms& terms);
    void grant(db::Transaction& transaction, const Request& request, const Terms& terms);
    void close_grant(db::Transaction& transaction, const Request& request);

    /// Keeps the request, its event and its journal entry.
    void record(db::Transaction& transaction, const Request& request, const Actor& by, std::string_view action,
                const std::string& note);
    /// One action inside the caller's transaction.
    Request apply(db::Transaction& transaction, std::string_view number, const Act& act, const Actor& by);
};

/// The catalogue's published entry before the pack's resource.
[[nodiscard]] ShareTerms share_terms(const Parts& parts, const exchange::Resource& resource);
/// The terms that an answer or a decision offers, held against what was asked: never more.
[[nodiscard]] Terms offered_terms(const Request& request, const Act& act);
[[nodiscard]] std::string fingerprint_of(const Draft& draft);
[[nodiscard]] std::string fingerprint_of(std::string_view number, const Act& act);

}  // namespace yici::requests
