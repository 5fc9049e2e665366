#include "services/sources/sources.h"

#include <algorithm>

#include "services/sources/schema_sql.h"
#include "services/sources/state.h"

namespace yici::sources {

Collection::State::State(const Parts& given)
    : parts(given), house(given.database, given.clock), intake(given.database, given.clock) {
    given.database.migrate("services/sources", kSchemaSql);
}

const Source& Collection::State::source_of(std::string_view name) const {
    const Source* source = parts.sources.find(name);
    if (source == nullptr) {
        throw Error(ErrorKind::not_found, "sources.no_such_source", std::string(name));
    }
    return *source;
}

std::string Collection::State::address_of(const Source& source) const {
    if (source.kind == Kind::folder) {
        const std::filesystem::path folder = parts.inbox / source.inbox.folder;
        std::error_code error;
        return std::filesystem::is_directory(folder, error) ? folder.string() : std::string();
    }
    const exchange::System* system = system_of(source);
    if (system == nullptr) return {};
    return source.kind == Kind::http ? system->url : system->database;
}

const exchange::System* Collection::State::system_of(const Source& source) const {
    const auto found = std::ranges::find(parts.systems, source.system, &exchange::System::name);
    return found == parts.systems.end() ? nullptr : &*found;
}

Status Collection::State::status_of(const Source& source) {
    Status status;
    {
        const std::lock_guard lock(mutex);
        status = known[source.name];
    }
    status.source = &source;
    status.connected = !address_of(source).empty();
    if (source.kind == Kind::table) {
        status.state = house.state(source.name);
        status.total = house.total(source.name);
        status.rows = status.total.added - status.total.gone;
        if (source.plan) status.waiting = house.undelivered("centre", source.name);
    }
    if (!source.plan) return status;
    parts.database.read([&](db::Transaction& transaction) {
        status.quarantined =
            intake.count(transaction, {source.plan->resource, source.provenance(), collection::Outcome::waiting, 0});
        if (source.kind == Kind::table) return;
        const collection::Receipt all = intake.total(transaction, source.plan->resource, source.provenance());
        status.total = {all.rows, all.added, all.changed, all.removed, all.late};
        status.state.batches = all.batch;
        status.rows = all.added - all.removed;
    });
    return status;
}

bool Collection::State::begin(const Source& source) {
    const std::lock_guard lock(mutex);
    Status& status = known[source.name];
    if (status.running) return false;
    status.running = true;
    status.last_began = parts.clock.now();
    status.fault.clear();
    status.detail.clear();
    status.last = {};
    return true;
}

void Collection::State::end(const Source& source, const std::string& fault, const std::string& detail,
                            const warehouse::Tally& tally) {
    const std::lock_guard lock(mutex);
    Status& status = known[source.name];
    status.running = false;
    status.doing.clear();
    status.last_ended = parts.clock.now();
    status.fault = fault;
    status.detail = detail;
    status.last = tally;
}

bool Collection::State::due(const Source& source) {
    if (address_of(source).empty()) return false;
    const std::lock_guard lock(mutex);
    const Status& status = known[source.name];
    if (status.running) return false;
    return !status.last_ended || parts.clock.now() - *status.last_ended >= source.every;
}

void Collection::State::work() {
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
    if (source.kind != Kind::table) throw Error(ErrorKind::conflict, "sources.no_table", source.name);
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
