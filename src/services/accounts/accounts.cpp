#include "services/accounts/accounts.h"

#include <mutex>

#include "foundation/base/instants.h"
#include "foundation/base/yaml.h"
#include "foundation/crypto/hash.h"
#include "services/accounts/account_store.h"
#include "services/accounts/accounts_json.h"
#include "services/accounts/password.h"
#include "services/accounts/schema_sql.h"
#include "services/accounts/tries.h"

namespace yici::accounts {

namespace {

constexpr std::string_view kCookie = "yici_session";

std::string digest_of(std::string_view token) {
    return to_hex(crypto::sm3(token));
}

}  // namespace

struct Accounts::State {
    db::Database& database;
    journal::Journal& journal;
    const organisations::Directory& organisations;
    const Clock& clock;
    RandomSource& random;
    Options options;
    Tries address_tries;
    std::string unknown_hash;  // checked for unknown accounts, so that they take as long as known ones

    void journal_sign_in(db::Transaction& transaction, std::string_view id, bool known, bool granted) {
        // Who tried under an unknown name may have typed an ID number: that is not written down.
        journal.append(transaction,
                       {granted ? "account.signed_in" : "account.refused",
                        known ? std::string(to_hex(crypto::sm3(id)).substr(0, 16)) : "unknown", "", "", "{}"});
    }
};

std::string_view to_string(Role role) {
    switch (role) {
        case Role::clerk:
            return "clerk";
        case Role::approver:
            return "approver";
        case Role::steward:
            return "steward";
        case Role::authority:
            return "authority";
        case Role::operator_:
            return "operator";
    }
    return "";
}

std::optional<Role> parse_role(std::string_view text) {
    for (const Role role : {Role::clerk, Role::approver, Role::steward, Role::authority, Role::operator_}) {
        if (to_string(role) == text) return role;
    }
    return std::nullopt;
}

Accounts::Accounts(db::Database& database, journal::Journal& journal, const organisations::Directory& organisations,
                   const Clock& clock, RandomSource& random, const Options& options)
    : state_(new State{database,
                       journal,
                       organisations,
                       clock,
                       random,
                       options,
                       Tries(options.tries_per_address, options.lock),
                       {}}) {
    database.migrate("accounts", kSchemaSql);
    state_->unknown_hash = nobodys_hash(random, options.argon2_kib, options.argon2_passes);
}

Accounts::~Accounts() = default;

void Accounts::save(const Account& account, std::string_view password) {
    const std::string hash =
        hash_password(password, state_->random, state_->options.argon2_kib, state_->options.argon2_passes);
    state_->database.write([&](db::Transaction& transaction) { store_account(transaction, account, hash); });
}

std::optional<Account> Accounts::find(std::string_view id) {
    const auto stored = state_->database.read_value([&](db::Transaction& t) { return load_account(t, id); });
    if (!stored) return std::nullopt;
    return stored->account;
}

Accounts::SignedIn Accounts::sign_in(std::string_view id, std::string_view password, std::string_view address) {
    const Instant now = state_->clock.now();
    if (state_->address_tries.exhausted(address, now)) throw Error(ErrorKind::too_many, "accounts.too_many_tries");
    const auto stored = state_->database.read_value([&](db::Transaction& t) { return load_account(t, id); });
    if (stored && stored->locked_until > micros(now)) throw Error(ErrorKind::too_many, "accounts.locked");
    const bool fits = password_fits(password, stored ? stored->password_hash : state_->unknown_hash) && stored;

    std::array<uint8_t, 32> token_bytes{};
    state_->random.fill(token_bytes);
    const std::string token = to_hex(token_bytes);
    state_->database.write([&](db::Transaction& transaction) {
        state_->journal_sign_in(transaction, id, stored.has_value(), fits);
        if (fits) {
            store_tries(transaction, id, 0, 0);
            store_session(transaction, digest_of(token), id, micros(now));
        } else if (const auto current = load_account(transaction, id)) {
            const int64_t wrong = current->wrong_passwords + 1;
            const bool lock = wrong >= state_->options.wrong_passwords;
            store_tries(transaction, id, lock ? 0 : wrong, lock ? micros(now + state_->options.lock) : 0);
        }
    });
    if (!fits) {
        state_->address_tries.count(address, now);
        throw Error(ErrorKind::unauthenticated, "accounts.wrong_password");
    }
    return {stored->account, token};
}

void Accounts::sign_out(std::string_view token) {
    state_->database.write([&](db::Transaction& transaction) { remove_session(transaction, digest_of(token)); });
}

std::optional<Account> Accounts::identify(const http::Request& request) {
    const auto token = request.cookie(kCookie);
    if (!token || token->size() != 64) return std::nullopt;
    const std::string digest = digest_of(*token);
    const auto session = state_->database.read_value([&](db::Transaction& t) { return load_session(t, digest); });
    if (!session) return std::nullopt;
    const Instant now = state_->clock.now();
    const auto idle = std::chrono::microseconds(micros(now) - session->seen_at);
    if (idle > state_->options.idle ||
        std::chrono::microseconds(micros(now) - session->started_at) > state_->options.longest) {
        state_->database.write([&](db::Transaction& transaction) { remove_session(transaction, digest); });
        return std::nullopt;
    }
    if (idle > state_->options.idle / 10) {
        state_->database.write([&](db::Transaction& t) { touch_session(t, digest, micros(now)); });
    }
    return session->account;
}

Account Accounts::require(const http::Request& request) {
    const bool changes = request.method != http::Method::get && request.method != http::Method::head;
    if (changes && request.headers.find("X-Yici") != "1") throw Error(ErrorKind::forbidden, "accounts.foreign_page");
    auto account = identify(request);
    if (!account) throw Error(ErrorKind::unauthenticated, "accounts.not_signed_in");
    return std::move(*account);
}

Account Accounts::require_role(const http::Request& request, const std::set<Role>& roles) {
    Account account = require(request);
    for (const Role role : roles) {
        if (account.has(role)) return account;
    }
    throw Error(ErrorKind::forbidden, "accounts.not_allowed");
}

void Accounts::add_routes(http::Router& router) {
    State& state = *state_;
    router.post("/api/v1/session", [this, &state](const http::Request& request) {
        if (request.headers.find("X-Yici") != "1") throw Error(ErrorKind::forbidden, "accounts.foreign_page");
        const Credentials credentials = parse_credentials(request.body);
        const SignedIn signed_in = sign_in(credentials.account, credentials.password, request.remote_address);
        http::Response response = http::Response::json(to_json(signed_in.account, state.organisations), 201);
        response.headers.add("Set-Cookie", std::string(kCookie) + "=" + signed_in.token +
                                               "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" +
                                               std::to_string(state.options.longest.count() * 3600) +
                                               (state.options.secure_cookie ? "; Secure" : ""));
        return response;
    });
    router.get("/api/v1/session", [this, &state](const http::Request& request) {
        return http::Response::json(to_json(require(request), state.organisations));
    });
    // To whom a task may be handed.
    router.get("/api/v1/colleagues", [this, &state](const http::Request& request) {
        const Account by = require(request);
        if (by.kind != Kind::staff) throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        auto staff = state.database.read_value([&](db::Transaction& t) { return load_staff(t, by.organisation); });
        std::erase_if(staff, [&](const Account& one) { return one.id == by.id; });
        return http::Response::json(to_json(staff, state.organisations));
    });
    router.remove("/api/v1/session", [this, &state](const http::Request& request) {
        if (request.headers.find("X-Yici") != "1") throw Error(ErrorKind::forbidden, "accounts.foreign_page");
        if (const auto token = request.cookie(kCookie)) sign_out(*token);
        http::Response response = http::Response::empty();
        response.headers.add("Set-Cookie", std::string(kCookie) + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" +
                                               (state.options.secure_cookie ? "; Secure" : ""));
        return response;
    });
}

std::vector<SeedAccount> load_seed(const std::filesystem::path& file, std::vector<Finding>& findings) {
    std::vector<SeedAccount> seeds;
    const YamlNode root = YamlNode::load(file, findings);
    for (const YamlNode& node : root["accounts"].items()) {
        SeedAccount seed;
        seed.account.id = node.text("id");
        seed.account.name = node.text("name");
        seed.password = node.text("password");
        seed.account.kind = node.text("kind") == "staff" ? Kind::staff : Kind::citizen;
        seed.account.organisation = node.text_or("organisation", "");
        seed.account.subject = node.text_or("id_number", "");
        for (const std::string& text : node.texts("roles")) {
            if (const auto role = parse_role(text)) {
                seed.account.roles.insert(*role);
            } else {
                node.fault("accounts.unknown_role", text);
            }
        }
        node.reject_unknown_keys();
        seeds.push_back(std::move(seed));
    }
    root.reject_unknown_keys();
    return seeds;
}

}  // namespace yici::accounts
