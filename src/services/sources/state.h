#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "engines/collection/inbox.h"
#include "foundation/http/client.h"
#include "services/sources/sources.h"

namespace yici::sources {

struct Collection::State {
    explicit State(const Parts& given);

    Parts parts;
    warehouse::Warehouse house;
    collection::Intake intake;
    http::Client client;
    std::mutex mutex;
    std::condition_variable wake;
    bool ending = false;
    std::map<std::string, Status, std::less<>> known;  // what no table holds: passes of this start
    std::thread worker;

    [[nodiscard]] const Source& source_of(std::string_view name) const;
    /// Where its data lie: a database, a folder or a URL; empty when the configuration does not say.
    [[nodiscard]] std::string address_of(const Source& source) const;
    /// None when the configuration does not name it.
    [[nodiscard]] const exchange::System* system_of(const Source& source) const;
    [[nodiscard]] Status status_of(const Source& source);

    /// True when this thread may run it now.
    bool begin(const Source& source);
    void end(const Source& source, const std::string& fault, const std::string& detail, const warehouse::Tally& tally);
    [[nodiscard]] bool due(const Source& source);
    void work();

    /// Whatever goes wrong is in the status: nobody waits for a pass of the schedule.
    void pass(const Source& source, std::string_view actor);
    /// What belongs into each batch of a source: the journal's entry, and the records that its rows become.
    [[nodiscard]] collection::Alongside alongside(const Source& source, std::string_view actor);

  private:
    class Run;
};

/// What the rows of a source that somebody decides on must be of: sources.no_intake (conflict) when it has no plan.
[[nodiscard]] const collection::Plan& plan_of(const Source& source);

}  // namespace yici::sources
