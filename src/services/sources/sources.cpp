#include "services/sources/sources.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "foundation/base/log.h"
#include "services/sources/sources_json.h"

namespace yici::sources {

struct Collection::State {
    explicit State(const Parts& given) : parts(given), house(given.database, given.clock) {}

    Parts parts;
    warehouse::Warehouse house;
    std::mutex mutex;
    std::condition_variable wake;
    bool ending = false;
    std::map<std::string, Status, std::less<>> known;  // what no table holds: passes of this start
    std::thread worker;

    [[nodiscard]] const Source& source_of(std::string_view name) const {
        const Source* source = parts.sources.find(name);
        if (source == nullptr) {
            throw Error(ErrorKind::not_found, "sources.no_such_source", std::string(name));
        }
        return *source;
    }
    [[nodiscard]] std::string address_of(const Source& source) const {
        const auto found = std::ranges::find(parts.systems, source.system, &exchange::System::name);
        return found == parts.systems.end() ? std::string() : found->database;
    }

    [[nodiscard]] Status status_of(const Source& source) {
        Status status;
        {
            const std::lock_guard lock(mutex);
            status = known[source.name];
        }
        status.source = &source;
        status.connected = !address_of(source).empty();
        status.state = house.state(source.name);
        status.total = house.total(source.name);
        status.rows = status.total.added - status.total.gone;
        return status;
    }

    /// True when this thread may run it now.
    bool begin(const Source& source) {
        const std::lock_guard lock(mutex);
        Status& status = known[source.name];
        if (status.running) return false;
        status.running = true;
        status.last_began = parts.clock.now();
        status.fault.clear();
        status.last = {};
        return true;
    }

    void end(const Source& source, const std::string& fault, const warehouse::Tally& tally) {
        const std::lock_guard lock(mutex);
        Status& status = known[source.name];
        status.running = false;
        status.last_ended = parts.clock.now();
        status.fault = fault;
        status.last = tally;
    }

    /// A pass that changes nothing leaves no entry in the journal: a source is looked at every few minutes.
    void note(db::Transaction& transaction, const Source& source, std::string_view actor,
              const warehouse::Tally& tally) const {
        if (tally.added == 0 && tally.changed == 0 && tally.gone == 0) return;
        parts.journal.append(transaction,
                             {"collection.pass_ended", std::string(actor), "", source.name, tally_json(tally)});
    }

    /// Whatever goes wrong is in the status: nobody waits for a pass of the schedule.
    void pass(const Source& source, std::string_view actor) {
        std::string fault;
        warehouse::Tally so_far;
        try {
            const auto foreign = warehouse::connect(address_of(source));
            warehouse::TableSource table(*foreign, source.table);
            const auto progress = [&](const warehouse::Tally& tally) {
                so_far = tally;
                const std::lock_guard lock(mutex);
                known[source.name].last = tally;
                return !ending;
            };
            const auto ended = [&](db::Transaction& transaction, const warehouse::Tally& tally) {
                note(transaction, source, actor, tally);
                so_far = tally;
            };
            const warehouse::Pass done = warehouse::collect(source.name, table, house, parts.clock, progress, ended);
            if (!done.held.empty()) fault = "sources.held";
        } catch (const Error& error) {
            fault = error.key();
        } catch (const std::exception&) {
            fault = "base.internal";
        }
        if (!fault.empty()) log::warning("collection.pass_failed", {{"source", source.name}, {"error", fault}});
        end(source, fault, so_far);
    }

    [[nodiscard]] bool due(const Source& source) {
        if (address_of(source).empty()) return false;
        const std::lock_guard lock(mutex);
        const Status& status = known[source.name];
        if (status.running) return false;
        return !status.last_ended || parts.clock.now() - *status.last_ended >= source.every;
    }

    void work() {
        constexpr std::chrono::seconds kLook{1};
        std::unique_lock lock(mutex);
        while (!ending) {
            lock.unlock();
            for (const Source& source : parts.sources.all()) {
                if (due(source) && begin(source)) pass(source, "schedule");
            }
            lock.lock();
            wake.wait_for(lock, kLook, [this] { return ending; });
        }
    }
};

Collection::Collection(const Parts& parts) : state_(new State(parts)) {}

Collection::~Collection() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->wake.notify_all();
    if (state_->worker.joinable()) state_->worker.join();
}

void Collection::start() {
    state_->worker = std::thread([this] { state_->work(); });
}

std::vector<Status> Collection::list() {
    std::vector<Status> all;
    for (const Source& source : state_->parts.sources.all()) all.push_back(state_->status_of(source));
    return all;
}

const organisations::Directory& Collection::organisations() const {
    return state_->parts.organisations;
}

Status Collection::get(std::string_view source) {
    return state_->status_of(state_->source_of(source));
}

Status Collection::run(std::string_view name, std::string_view actor) {
    const Source& source = state_->source_of(name);
    if (state_->address_of(source).empty()) {
        throw Error(ErrorKind::conflict, "sources.not_connected", source.system);
    }
    if (!state_->begin(source)) throw Error(ErrorKind::conflict, "sources.running", source.name);
    state_->pass(source, actor);
    return state_->status_of(source);
}

Status Collection::accept_shape(std::string_view name, std::string_view actor) {
    const Source& source = state_->source_of(name);
    const std::string address = state_->address_of(source);
    if (address.empty()) throw Error(ErrorKind::conflict, "sources.not_connected", source.system);
    const auto foreign = warehouse::connect(address);
    warehouse::TableSource table(*foreign, source.table);
    state_->house.accept_shape(source.name, table.columns(), [&](db::Transaction& transaction) {
        state_->parts.journal.append(transaction,
                                     {"collection.shape_accepted", std::string(actor), "", source.name, "{}"});
    });
    return state_->status_of(source);
}

}  // namespace yici::sources
