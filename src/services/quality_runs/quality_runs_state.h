#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "foundation/tables/table.h"
#include "services/quality_runs/quality_runs.h"

namespace yici::quality_runs {

/// What every function of the room works on; the parts come from outside.
struct QualityRuns::Inner {
    explicit Inner(const Parts& given) : parts(given), made(given.clock.now()) {}

    Parts parts;
    Instant made;
    std::mutex mutex;  // of what stands below
    std::condition_variable wake;
    bool ending = false;
    std::thread worker;
    std::mutex working;  // one run at a time

    [[nodiscard]] Instant now() const { return parts.clock.now(); }
    [[nodiscard]] const Plan& plan_of(std::string_view name) const;
    [[nodiscard]] bool is_ending();

    void queue_due();
    /// The oldest queued one, now running; none when nothing waits.
    [[nodiscard]] std::optional<Run> begin_next();
    void perform(Run& run);
    void finish(Run& run, const std::vector<Count>& counts, const std::vector<Found>& findings);
};

/// Golden records of a type as a table: the subject's code first, then its fields.
[[nodiscard]] tables::Table table_of(records::Records& records, const records::RecordType& type);

/// Brings what a run found to the correction loop.
class Reporter {
  public:
    Reporter(QualityRuns::Inner& state, const Plan& plan, Run& run) : state_(state), plan_(plan), run_(run) {}
    /// A cell that a rule calls wrong; `subject` is a code. Gives what is to be kept of it.
    Found take(const quality::Rule& rule, const std::string& subject, const std::string& field);

  private:
    QualityRuns::Inner& state_;
    const Plan& plan_;
    Run& run_;
    std::set<std::string> opened_;
};

}  // namespace yici::quality_runs
