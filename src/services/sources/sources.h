#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/system.h"
#include "engines/warehouse/collector.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/organisations/organisations.h"
#include "services/sources/source.h"

namespace yici::sources {

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    const Sources& sources;
    const std::vector<exchange::System>& systems;  // of the node's configuration
    const organisations::Directory& organisations;
    const Clock& clock;
};

/// How a source stands.
struct Status {
    const Source* source = nullptr;
    bool connected = false;  // the node's configuration says where its system is
    bool running = false;
    std::optional<Instant> last_began;
    std::optional<Instant> last_ended;
    std::string fault;  // key of what stopped the last pass
    warehouse::SourceState state;
    warehouse::Tally last;  // of the last pass, growing while one runs
    warehouse::Tally total;
    int64_t rows = 0;
};

/// Collection from departments' databases (归集): runs each source's passes when they are due, in its own thread, and
/// by command. Safe from several threads. Errors: sources.no_such_source, sources.not_connected,
/// sources.running (conflict).
class Collection {
  public:
    explicit Collection(const Parts& parts);
    /// Breaks a running pass off after its piece; the next start goes on there.
    ~Collection();

    void start();
    [[nodiscard]] std::vector<Status> list();
    [[nodiscard]] Status get(std::string_view source);
    /// A pass now, in the caller's thread; an unreachable source is in the status, not thrown.
    Status run(std::string_view source, std::string_view actor);
    /// The table's new columns are right.
    Status accept_shape(std::string_view source, std::string_view actor);

    [[nodiscard]] const organisations::Directory& organisations() const;
    /// Routes under /api/v1/collection.
    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct State;  // for this room's own files

  private:
    std::unique_ptr<State> state_;
};

}  // namespace yici::sources
