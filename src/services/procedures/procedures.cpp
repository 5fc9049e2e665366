#include "services/procedures/procedures.h"

#include "foundation/base/files.h"
#include "foundation/base/log.h"
#include "foundation/crypto/hash.h"
#include "foundation/db/request_keys.h"
#include "services/procedures/procedures_state.h"
#include "services/procedures/schema_sql.h"

namespace yici::procedures {

Procedures::Inner::Inner(const Parts& given)
    : parts(given), engine({given.database, given.clock, given.calendar, &given.decisions, &given.journal}) {
    parts.database.migrate("services/procedures", kSchemaSql);
}

Procedures::Inner::~Inner() {
    {
        const std::lock_guard lock(pulse_mutex);
        ending = true;
    }
    pulse_wake.notify_all();
    if (pulse_thread.joinable()) pulse_thread.join();
}

void Procedures::Inner::pulse() {
    constexpr std::chrono::milliseconds kPause{500};
    std::unique_lock lock(pulse_mutex);
    while (!pulse_wake.wait_for(lock, kPause, [this] { return ending; })) {
        lock.unlock();
        try {
            // Asking costs a look at an index; writing is for when there is something to do.
            const auto next =
                parts.database.read_value([&](db::Transaction& transaction) { return engine.next_due(transaction); });
            if (next && *next <= parts.clock.now()) (void)engine.run_due();
        } catch (const Error& error) {
            log::error("procedures.pulse_failed", {{"key", error.key()}});
        }
        lock.lock();
    }
}

void Procedures::start_pulse() {
    if (!inner_->pulse_thread.joinable()) inner_->pulse_thread = std::thread([this] { inner_->pulse(); });
}

Procedures::Procedures(const Parts& parts) : inner_(std::make_unique<Inner>(parts)) {}

Procedures::~Procedures() = default;

process::Engine& Procedures::engine() {
    return inner_->engine;
}

int64_t Procedures::run_due() {
    return inner_->engine.run_due();
}

void check_pack(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    for (const auto& file : files_in(pack / "procedures", ".bpmn")) {
        try {
            const auto definitions = process::read_bpmn(read_file(file), file.string());
            findings.insert(findings.end(), definitions.faults.begin(), definitions.faults.end());
            for (const auto& [key, finding] : definitions.not_executable) findings.push_back(finding);
        } catch (const Error& error) {
            findings.push_back({file.string(), 0, error.key(), error.detail()});
        }
    }
}

void Procedures::load_pack(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    for (const auto& file : files_in(pack / "procedures", ".bpmn")) {
        try {
            const std::string xml = read_file(file);
            inner_->parts.database.write(
                [&](db::Transaction& transaction) { (void)inner_->engine.deploy(transaction, xml, file.string()); });
        } catch (const Error& error) {
            if (error.key().starts_with("db.")) throw;
            findings.push_back({file.string(), 0, error.key(), error.detail()});
        }
    }
}

process::Engine::Seat seat_of(const accounts::Account& account) {
    process::Engine::Seat seat;
    seat.person = account.id;
    seat.organisation = account.organisation;
    for (const accounts::Role role : account.roles) seat.roles.emplace_back(accounts::to_string(role));
    return seat;
}

std::string Procedures::Inner::once(const accounts::Account& by, std::string_view request_key,
                                    const std::string& content,
                                    const std::function<std::string(db::Transaction&)>& work) {
    static const db::RequestKeys keys("procedures_requests", "answer", "procedures.key_reused");
    const std::string fingerprint = to_hex(crypto::sm3(content));
    return parts.database.write_value([&](db::Transaction& transaction) {
        if (auto earlier = keys.find(transaction, by.id, request_key, fingerprint)) return std::move(*earlier);
        std::string answer = work(transaction);
        keys.keep(transaction, by.id, request_key, fingerprint, answer);
        return answer;
    });
}

void Procedures::Inner::note(db::Transaction& transaction, const Intervention& one) const {
    transaction.execute(
        "INSERT INTO procedures_interventions (instance, element, action, reason, actor, at) VALUES (?, ?, ?, ?, ?, ?)",
        {one.instance, one.element, one.action, one.reason, one.by,
         std::chrono::duration_cast<std::chrono::microseconds>(parts.clock.now().time_since_epoch()).count()});
}

std::vector<Intervention> Procedures::Inner::interventions(db::Transaction& transaction, int64_t instance) const {
    std::vector<Intervention> found;
    for (const db::Row& row : transaction.query("SELECT element, action, reason, actor, at FROM "
                                                "procedures_interventions WHERE instance = ? ORDER BY id",
                                                {instance})) {
        found.push_back({instance, row.text(0), row.text(1), row.text(2), row.text(3),
                         Instant(std::chrono::microseconds(row.integer(4)))});
    }
    return found;
}

int64_t id_of(const http::Request& request) {
    const auto id = parse_integer(request.at("id"));
    if (!id) throw Error(ErrorKind::not_found, "procedures.not_found", request.at("id"));
    return *id;
}

accounts::Account staff_of(accounts::Accounts& accounts, const http::Request& request) {
    const accounts::Account by = accounts.require(request);
    if (by.kind != accounts::Kind::staff) throw Error(ErrorKind::forbidden, "procedures.staff_alone");
    return by;
}

void Procedures::Inner::journal_read(db::Transaction& transaction, const accounts::Account& by, int64_t instance) {
    parts.journal.append(transaction, {"procedure.variables_read", by.id, {}, std::to_string(instance), "{}"});
}

}  // namespace yici::procedures
