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

/// Golden records of a plan's type as a table: the subject's code first, then its fields, then what each source says of
/// the fields that the plan's rules compare among them.
[[nodiscard]] tables::Table table_of(const Parts& parts, const Plan& plan, const records::RecordType& type);

/// A cell that a rule calls wrong.
struct Wrong {
    const quality::Rule& rule;
    std::string subject;  // a code
    const records::Field& field;
    std::vector<Found::Word> words;  // of sources that do not agree, in clear
};

/// Brings what a run found to the correction loop. The body whose word counts for the field decides, whoever deviates:
/// one authority a field (一数一源), others check it. Each that says otherwise than the golden value is a reporter of
/// the ticket, so it sees it and its claim stands there.
class Reporter {
  public:
    Reporter(QualityRuns::Inner& state, const Plan& plan, Run& run) : state_(state), plan_(plan), run_(run) {}
    /// Gives what is to be kept of it, values masked.
    Found take(const Wrong& wrong);

  private:
    disputes::Ticket report(const Wrong& wrong);

    QualityRuns::Inner& state_;
    const Plan& plan_;
    Run& run_;
    std::set<std::string> opened_;
};

}  // namespace yici::quality_runs
