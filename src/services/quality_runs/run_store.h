#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "foundation/db/request_keys.h"
#include "services/quality_runs/quality_runs.h"

namespace yici::quality_runs {

[[nodiscard]] int64_t insert_run(db::Transaction& transaction, const Run& run);
void update_run(db::Transaction& transaction, const Run& run);
[[nodiscard]] std::optional<Run> load_run(db::Transaction& transaction, int64_t id);
/// The newest of a plan; with `state` of those in that state.
[[nodiscard]] std::optional<Run> newest_run(db::Transaction& transaction, std::string_view plan,
                                            std::string_view state = {});
/// One that waits or runs.
[[nodiscard]] std::optional<Run> unfinished_run(db::Transaction& transaction, std::string_view plan);
[[nodiscard]] std::optional<Run> next_queued(db::Transaction& transaction);
void queue_interrupted(db::Transaction& transaction);
[[nodiscard]] RunPage load_runs(db::Transaction& transaction, std::string_view plan, const http::Part& part);

void insert_counts(db::Transaction& transaction, int64_t run, const std::vector<Count>& counts);
[[nodiscard]] std::vector<Count> load_counts(db::Transaction& transaction, int64_t run);
void insert_findings(db::Transaction& transaction, int64_t run, const std::vector<Found>& findings);
/// Of these fields alone, unless there are none.
[[nodiscard]] FoundPage load_findings(db::Transaction& transaction, int64_t run, const std::vector<std::string>& fields,
                                      const http::Part& part);
/// Forgets findings and counts of all but the newest `kept` runs of a plan.
void prune(db::Transaction& transaction, std::string_view plan, int64_t kept);

/// What a rule has reported of a record's field: its ticket, and the run that did.
struct Reported {
    std::string ticket;
    int64_t run = 0;
};
[[nodiscard]] std::optional<Reported> load_reported(db::Transaction& transaction, std::string_view plan,
                                                    const Found& found);
void store_reported(db::Transaction& transaction, std::string_view plan, const Found& found, int64_t run);

[[nodiscard]] const db::RequestKeys& request_keys();

}  // namespace yici::quality_runs
