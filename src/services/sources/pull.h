#pragma once

#include <functional>
#include <string>

#include "engines/collection/intake.h"
#include "engines/exchange/system.h"
#include "foundation/http/client.h"
#include "services/sources/source.h"

namespace yici::sources {

/// Where a pull stands, kept in the transaction of each page.
struct PullPosition {
    int64_t pass = 1;
    std::string since;    // watermark that the pass began at
    std::string next;     // cursor or number of the page to ask for; empty: the first
    std::string highest;  // watermark met so far
};

/// Pulls a department's pages of JSON into the centre (归集). A page and the position behind it are one transaction, so
/// that a kill on either side costs the page in flight, which is asked for again. A watermark that a pass began at is
/// asked for again by the next one: what is known already changes nothing. The system's app_secret, where it is
/// configured, goes along as a bearer token (RFC 6750).
class Pull {
  public:
    Pull(db::Database& database, http::Client& client, collection::Intake& intake, const Clock& clock)
        : database_(database), client_(client), intake_(intake), clock_(clock) {}

    /// Told after each page with its receipt; false breaks the pass off.
    using Progress = std::function<bool(const collection::Receipt&)>;
    /// One pass. Errors: http.unreachable, http.timed_out, sources.peer_refused (unavailable), those of tables and
    /// Intake.
    void run(const Source& source, const exchange::System& system, const collection::Alongside& alongside,
             const Progress& progress);

  private:
    [[nodiscard]] std::string ask(const Source& source, const exchange::System& system, const PullPosition& position);
    [[nodiscard]] PullPosition position_of(const Source& source);
    static void save(db::Transaction& transaction, const Source& source, const PullPosition& position);

    db::Database& database_;
    http::Client& client_;
    collection::Intake& intake_;
    const Clock& clock_;
};

}  // namespace yici::sources
