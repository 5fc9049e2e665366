#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/collection/intake.h"
#include "engines/exchange/system.h"
#include "engines/records/records.h"
#include "engines/warehouse/collector.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/organisations/organisations.h"
#include "services/sources/source.h"

namespace yici::sources {

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    journal::Subjects& subjects;
    const Sources& sources;
    const std::vector<exchange::System>& systems;  // of the node's configuration
    const organisations::Directory& organisations;
    const Clock& clock;
    records::Records& records;
    std::filesystem::path inbox;  // folder of all drop folders
};

/// How a source stands.
struct Status {
    const Source* source = nullptr;
    bool connected = false;  // the node's configuration says where its system is
    bool running = false;
    std::optional<Instant> last_began;
    std::optional<Instant> last_ended;
    std::string fault;        // key of what stopped the last pass
    std::string detail;       // and what it was about: columns, a file
    std::string doing;        // the file under way
    int64_t waiting = 0;      // files that are not complete, changes that are not taken in yet
    int64_t quarantined = 0;  // rows that wait for a decision
    warehouse::SourceState state;
    warehouse::Tally last;  // of the last pass, growing while one runs
    warehouse::Tally total;
    int64_t rows = 0;
};

/// Who decides on a row in quarantine, why, and under which request key.
struct Decision {
    std::string action;  // correct, release, discard
    std::string actor, reason, request_key;
    std::vector<std::pair<std::string, std::string>> cells;  // correct: columns that change
};

/// A row in quarantine as somebody sees it.
struct SeenRow {
    collection::QuarantinedRow row;  // its cells as they are shown
    std::vector<bool> masked;        // by cell: true where another value stands
    bool readable = true;            // false: it could not be read as a row, and has its text alone
};

/// Collection from departments (归集): their tables, drop folders and JSON addresses. Runs each source's passes when
/// they are due, in its own thread, and by command. Safe from several threads. Errors: sources.no_such_source,
/// sources.not_connected, sources.running (conflict).
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

    /// Rows of a source that were refused, as everybody sees them who may decide: what is sensitive is masked
    /// (column_masks.h). Looking is journaled. sources.no_intake (conflict).
    struct Quarantine {
        std::vector<SeenRow> rows;
        int64_t total = 0;
    };
    Quarantine quarantine(std::string_view source, std::optional<collection::Outcome> outcome, const http::Part& part,
                          std::string_view actor);
    /// Journaled; the same request key answers with the same row. Errors: those of Intake::settle,
    /// sources.reason_missing, sources.decision_unknown (invalid_input), sources.request_key_reused (conflict).
    SeenRow decide(std::string_view source, int64_t row, const Decision& decision);
    /// One row in clear; who looked and why is journaled, for those whom the row is about too. sources.reason_missing.
    struct Looking {
        std::string actor, organisation, reason;
    };
    SeenRow look(std::string_view source, int64_t row, const Looking& looking);
    /// Holds all waiting rows against the rules as they are now; how many passed.
    int64_t recheck(std::string_view source, std::string_view actor);

    [[nodiscard]] const organisations::Directory& organisations() const;
    /// Routes under /api/v1/collection.
    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct State;  // for this room's own files

  private:
    std::unique_ptr<State> state_;
};

}  // namespace yici::sources
