#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/quality/check.h"
#include "engines/records/records.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/disputes/disputes.h"
#include "services/organisations/organisations.h"
#include "services/quality_runs/plan.h"

namespace yici::quality_runs {

enum class State { queued, running, done, failed };
[[nodiscard]] std::string_view to_string(State state);
[[nodiscard]] std::optional<State> parse_state(std::string_view text);

/// One check of a resource's records.
struct Run {
    int64_t id = 0;
    std::string plan;
    State state = State::queued;
    std::string cause;  // "schedule", or the account that asked
    Instant asked{};
    std::optional<Instant> began;
    std::optional<Instant> ended;
    int64_t rows = 0;
    int64_t cells = 0;     // likely wrong
    int64_t opened = 0;    // tickets
    int64_t standing = 0;  // cells whose ticket was open already, or refused before
    int64_t beyond = 0;    // cells for which the run opened no ticket, having opened as many as it may
    quality::Score score;
    std::string fault;  // key of what ended a failed one
};
struct RunPage {
    std::vector<Run> items;
    int64_t total = 0;
};

/// A cell that a rule calls wrong.
struct Found {
    std::string rule;
    std::string subject;  // journal::Subjects::digest_of
    std::string field;
    std::string ticket;  // empty: beyond what the run opens
    /// Where sources do not agree: what each says, masked.
    struct Word {
        std::string organisation;
        std::string value;
        bool golden = false;  // it says what counts
    };
    std::vector<Word> words{};
};
struct FoundPage {
    std::vector<Found> items;
    int64_t total = 0;
    int64_t run = 0;
};

/// What one rule or field has to do with a run's cells.
struct Count {
    std::string part;  // "rule" or "field"
    std::string name;
    int64_t cells = 0;
};

/// One body's records and how it corrects them.
struct BodyFigures {
    std::string body;
    int64_t cells = 0;  // likely wrong by the newest runs
    disputes::BodyFigures tickets;
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    journal::Subjects& subjects;
    records::Records& records;
    disputes::Disputes& disputes;
    const exchange::Resources& resources;
    const organisations::Directory& organisations;
    const Clock& clock;
    const Plans& plans;
};

/// Runs of quality checks; safe from several threads. Errors: quality_runs.no_such_resource, quality_runs.no_such_run
/// (not_found), quality_runs.key_reused (conflict).
class QualityRuns {
  public:
    /// What was running when the program ended is queued again.
    explicit QualityRuns(const Parts& parts);
    /// Breaks off a run after its current record; the next start takes it up.
    ~QualityRuns();

    /// Begins the thread that runs what is queued or due.
    void start();
    /// Asks for a run; one that waits or runs already is that one.
    Run ask(std::string_view plan, std::string_view actor, std::string_view request_key);
    /// Queues what is due and runs all that is queued, in the caller's thread. How many ran.
    int work_once();

    [[nodiscard]] std::optional<Run> last(std::string_view plan);
    [[nodiscard]] RunPage runs(std::string_view plan, const http::Part& part);
    [[nodiscard]] Run run(std::string_view plan, int64_t id);
    [[nodiscard]] std::vector<Count> counts(int64_t run);
    /// Of a run; of the newest that is done when `run` is 0. Only fields of `authority` unless that is empty.
    [[nodiscard]] FoundPage findings(std::string_view plan, int64_t run, const std::string& authority,
                                     const http::Part& part);
    [[nodiscard]] std::vector<BodyFigures> figures();

    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct Inner;  // for this room's own files

  private:
    std::unique_ptr<Inner> state_;
};

}  // namespace yici::quality_runs
