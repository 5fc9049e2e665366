#include "services/catalogue/catalogue.h"

#include <algorithm>

#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "services/catalogue/catalogue_state.h"
#include "services/catalogue/entry_store.h"
#include "services/catalogue/schema_sql.h"

namespace yici::catalogue {

namespace {

void require_sound(const Entry& entry) {
    const std::vector<Finding> findings = check(entry);
    if (findings.empty()) return;
    std::string detail;
    for (const Finding& finding : findings) {
        detail += (detail.empty() ? "" : "; ") + std::string(message(finding.key, Language::zh)) + " (" +
                  finding.detail + ")";
    }
    throw Error(ErrorKind::rule_violated, "catalogue.faulty", detail);
}

void require_own(const Stored& stored, const Actor& by) {
    if (!stored.source.empty()) throw Error(ErrorKind::conflict, "catalogue.harvested", stored.source);
    if (by.authority || stored.entry.provider == by.organisation) return;
    throw Error(ErrorKind::forbidden, "catalogue.not_yours", stored.entry.code);
}

Stored must(std::optional<Stored> stored, std::string_view id) {
    if (!stored) throw Error(ErrorKind::not_found, "catalogue.not_found", std::string(id));
    return std::move(*stored);
}

std::string not_now(const Position& position) {
    return name_of("state", static_cast<int>(position.state));
}

}  // namespace

bool Stored::visible() const {
    return published && position.state != State::withdrawn && position.state != State::deleted;
}

std::string digest_of(std::string_view text) {
    return to_hex(crypto::sm3(as_bytes(text)));
}

Actor actor_of(accounts::Accounts& accounts, const http::Request& request) {
    const accounts::Account account =
        accounts.require_role(request, {accounts::Role::steward, accounts::Role::authority});
    return {account.id, account.name, account.organisation, account.has(accounts::Role::steward),
            account.has(accounts::Role::authority)};
}

Catalogue::Catalogue(const Parts& parts) : state_(std::make_unique<Inner>(parts)) {
    parts.database.migrate("services/catalogue", kSchemaSql);
    for (const Entry& entry : parts.rules.entries) state_->seed(entry);
}

Catalogue::~Catalogue() = default;

const Rules& Catalogue::rules() const {
    return state_->parts.rules;
}

void Catalogue::Inner::journal(db::Transaction& transaction, const std::string& kind, const std::string& actor,
                               const Stored& stored) {
    std::string data = R"({"code":)";
    append_json_string(data, stored.entry.code);
    data += R"(,"source":)";
    append_json_string(data, stored.source);
    data += R"(,"state":)" + std::to_string(static_cast<int>(stored.position.state)) + R"(,"version":)" +
            std::to_string(stored.position.version) + R"(,"digest":")" + digest_of(to_json(stored.entry)) + "\"}";
    parts.journal.append(transaction, {kind, actor, "", stored.id, data});
}

void Catalogue::Inner::publish(db::Transaction& transaction, Stored& stored, const std::string& approved_by) {
    stored.published = stored.entry;
    stored.published_at = stored.updated;
    save_entry(transaction, stored);
    save_version(transaction, stored, approved_by);
}

/// What the pack says wins when the pack has changed since; until then what people did stays.
void Catalogue::Inner::seed(const Entry& entry) {
    const std::string digest = digest_of(to_json(entry));
    const auto up_to_date = [&](db::Transaction& transaction) {
        return transaction
            .query_one("SELECT 1 FROM catalogue_entries WHERE source = '' AND code = ? AND digest = ?",
                       {entry.code, digest})
            .has_value();
    };
    if (parts.database.read_value(up_to_date)) return;
    parts.database.write([&](db::Transaction& transaction) {
        if (up_to_date(transaction)) return;
        Stored stored = load_by_code(transaction, "", entry.code).value_or(Stored{});
        if (stored.id.empty()) {
            stored.id = path_of(entry.code);
            stored.created = now();
        }
        stored.entry = entry;
        stored.updated = now();
        stored.position = {State::published, Stage::publication, stored.position.version + 1};
        stored.digest = digest;
        publish(transaction, stored, "pack");
        journal(transaction, "catalogue.published", "pack", stored);
    });
}

std::string Catalogue::Inner::new_code(db::Transaction& transaction, const Entry& entry) const {
    const CodeRules& codes = parts.rules.codes;
    const auto configured = codes.categories.find(entry.provider);
    std::string front = configured == codes.categories.end() ? "" : codes.prefix + configured->second;
    // A provider's entries stand together: its 细目 is the one that its other entries have.
    if (front.empty()) {
        for (const Entry& other : parts.rules.entries) {
            if (other.provider == entry.provider) front = other.code.substr(0, other.code.find('/'));
        }
    }
    if (front.empty()) throw Error(ErrorKind::rule_violated, "catalogue.no_category", entry.provider);
    std::string sequence = std::to_string(next_sequence(transaction, front + "/"));
    const auto digits = static_cast<size_t>(codes.sequence_digits);
    if (sequence.size() < digits) sequence.insert(0, digits - sequence.size(), '0');
    return front + "/" + sequence;
}

Stored Catalogue::create(Entry entry, const Actor& by, std::string_view request_key) {
    if (entry.provider.empty()) entry.provider = by.organisation;
    entry.provider_name = state_->parts.organisations.name_of(entry.provider);
    require_sound(entry);
    const std::string fingerprint = digest_of("create " + to_json(entry));
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        if (const auto earlier = request_keys().find(transaction, by.id, request_key, fingerprint)) {
            return must(load_entry(transaction, *earlier), *earlier);
        }
        Stored stored;
        stored.entry = entry;
        require_own(stored, by);
        if (stored.entry.code.empty()) stored.entry.code = state_->new_code(transaction, stored.entry);
        stored.id = path_of(stored.entry.code);
        if (load_entry(transaction, stored.id)) {
            throw Error(ErrorKind::conflict, "catalogue.code_taken", stored.entry.code);
        }
        stored.created = stored.updated = state_->now();
        save_entry(transaction, stored);
        request_keys().keep(transaction, by.id, request_key, fingerprint, stored.id);
        state_->journal(transaction, "catalogue.created", by.id, stored);
        return stored;
    });
}

Stored Catalogue::revise(std::string_view id, Entry entry, const Actor& by, std::string_view request_key) {
    const std::string fingerprint = digest_of("revise " + std::string(id) + to_json(entry));
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        Stored stored = must(load_entry(transaction, id), id);
        if (request_keys().find(transaction, by.id, request_key, fingerprint)) return stored;
        require_own(stored, by);
        const auto position = revised(stored.position);
        if (!position) throw Error(ErrorKind::conflict, "catalogue.not_now", not_now(stored.position));
        Entry changed = entry;
        changed.code = stored.entry.code;
        changed.provider = stored.entry.provider;
        changed.provider_name = stored.entry.provider_name;
        require_sound(changed);
        // A withdrawn entry is not seen again until it is published again.
        if (stored.position.state == State::withdrawn) stored.published.reset();
        stored.entry = std::move(changed);
        stored.position = *position;
        stored.updated = state_->now();
        save_entry(transaction, stored);
        request_keys().keep(transaction, by.id, request_key, fingerprint, stored.id);
        state_->journal(transaction, "catalogue.revised", by.id, stored);
        return stored;
    });
}

Stored Catalogue::act(std::string_view id, Action action, const std::string& reason, const Actor& by,
                      std::string_view request_key) {
    const bool needs_reason = action == Action::refuse || action == Action::withdraw;
    if (needs_reason && trim(reason).empty()) throw Error(ErrorKind::rule_violated, "catalogue.reason_missing");
    const std::string fingerprint = digest_of(std::string(to_string(action)) + " " + std::string(id) + " " + reason);
    Stored done = state_->parts.database.write_value([&](db::Transaction& transaction) {
        Stored stored = must(load_entry(transaction, id), id);
        if (request_keys().find(transaction, by.id, request_key, fingerprint)) return stored;
        require_own(stored, by);
        if (is_review(action) && !by.authority) throw Error(ErrorKind::forbidden, "catalogue.authority_only");
        const auto position = next(stored.position, action, state_->parts.rules.two_step_review);
        if (!position) throw Error(ErrorKind::conflict, "catalogue.not_now", not_now(stored.position));
        const bool publishes = position->version > stored.position.version;
        stored.position = *position;
        stored.reason = reason;
        stored.updated = state_->now();
        if (publishes) {
            state_->publish(transaction, stored, by.id);
        } else {
            save_entry(transaction, stored);
        }
        request_keys().keep(transaction, by.id, request_key, fingerprint, stored.id);
        state_->journal(transaction, publishes ? "catalogue.published" : "catalogue." + std::string(to_string(action)),
                        by.id, stored);
        return stored;
    });
    state_->show(done);
    return done;
}

Stored Catalogue::get(std::string_view id) {
    return must(state_->parts.database.read_value([&](db::Transaction& t) { return load_entry(t, id); }), id);
}

std::optional<Stored> Catalogue::find(std::string_view code) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_by_code(t, "", code); });
}

Page Catalogue::list(const Filter& filter) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_page(t, filter); });
}

std::vector<Version> Catalogue::versions(std::string_view id) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_versions(t, id); });
}

std::vector<Stored> Catalogue::published() {
    std::vector<Stored> all = state_->parts.database.read_value([](db::Transaction& t) { return load_visible(t); });
    std::erase_if(all, [](const Stored& stored) { return !stored.source.empty(); });
    return all;
}

}  // namespace yici::catalogue
