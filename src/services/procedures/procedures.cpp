#include "services/procedures/procedures.h"

#include "foundation/base/files.h"
#include "foundation/base/instants.h"
#include "foundation/crypto/hash.h"
#include "foundation/db/locking.h"
#include "foundation/db/request_keys.h"
#include "services/procedures/procedures_state.h"
#include "services/procedures/schema_sql.h"

namespace yici::procedures {

void Alarm::ring() {
    {
        const std::lock_guard lock(mutex_);
        ++rung_;
    }
    wake_.notify_all();
}

void Alarm::end() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    wake_.notify_all();
}

bool Alarm::wait(uint64_t& seen, std::chrono::milliseconds pause) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, pause, [&] { return ended_ || rung_ != seen; });
    seen = rung_;
    return !ended_;
}

Procedures::Inner::Inner(const Parts& given)
    : parts(given), engine({given.database, given.clock, given.calendar, &given.decisions, &given.journal, this}) {
    parts.database.migrate("services/procedures", kSchemaSql);
}

void Procedures::Inner::stepped(db::Transaction& transaction, const process::Heard& heard) {
    if (heard.has_jobs) transaction.after_commit([this] { alarm.ring(); });
    if (listener != nullptr) listener->stepped(transaction, heard);
}

Procedures::Procedures(const Parts& parts) : inner_(std::make_unique<Inner>(parts)) {}

Procedures::~Procedures() = default;

process::Engine& Procedures::engine() {
    return inner_->engine;
}

void People::remember(const accounts::Account& account) {
    const std::lock_guard lock(mutex_);
    people_.insert_or_assign(account.id, account);
}

std::optional<accounts::Account> People::find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(id);
    return found == people_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<accounts::Account> Procedures::known(std::string_view account) const {
    return inner_->people.find(account);
}

void Procedures::tell(process::Listener& listener) {
    inner_->listener = &listener;
}

std::vector<Sound> check_pack(const std::filesystem::path& pack, const forms::Forms& forms,
                              std::vector<Finding>& findings) {
    std::vector<Sound> sound;
    for (const auto& file : files_in(pack / "procedures", ".bpmn")) {
        try {
            const auto definitions = process::read_bpmn(read_file(file), file.string());
            findings.insert(findings.end(), definitions.faults.begin(), definitions.faults.end());
            for (const auto& [key, finding] : definitions.not_executable) findings.push_back(finding);
            for (const auto& model : definitions.models) {
                check_forms(file.string(), *model, forms, findings);
                if (definitions.can_run(*model)) sound.push_back({file.string(), model});
            }
        } catch (const Error& error) {
            findings.push_back({file.string(), 0, error.key(), error.detail()});
        }
    }
    return sound;
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
    const auto earlier = [&](db::Transaction& transaction) {
        return keys.find(transaction, by.id, request_key, fingerprint);
    };
    try {
        // The engine locks what it moves, so that steps need not be serializable and do not collide.
        return db::write_locking_value(parts.database, [&](db::Transaction& transaction) {
            if (auto answer = earlier(transaction)) return std::move(*answer);
            std::string answer = work(transaction);
            keys.keep(transaction, by.id, request_key, fingerprint, answer);
            return answer;
        });
    } catch (const Error&) {
        // The same request at the same moment may have been done meanwhile.
        if (auto answer = parts.database.read_value(earlier)) return std::move(*answer);
        throw;
    }
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
        found.push_back({instance, row.text(0), row.text(1), row.text(2), row.text(3), instant_of(row.integer(4))});
    }
    return found;
}

int64_t id_of(const http::Request& request) {
    const auto id = parse_integer(request.at("id"));
    if (!id) throw Error(ErrorKind::not_found, "procedures.not_found", request.at("id"));
    return *id;
}

accounts::Account staff_of(accounts::Accounts& accounts, const http::Request& request) {
    accounts::Account by = accounts.require(request);
    if (by.kind != accounts::Kind::staff) throw Error(ErrorKind::forbidden, "procedures.staff_alone");
    return by;
}

void Procedures::Inner::journal_read(db::Transaction& transaction, const accounts::Account& by, int64_t instance) {
    parts.journal.append(transaction, {"procedure.variables_read", by.id, {}, std::to_string(instance), "{}"});
}

}  // namespace yici::procedures
