#include "services/accounts/account_store.h"

namespace yici::accounts {

namespace {

std::string join_roles(const std::set<Role>& roles) {
    std::string text;
    for (const Role role : roles) text += (text.empty() ? "" : ",") + std::string(to_string(role));
    return text;
}

/// Columns from `first`: id, kind, name, organisation, roles, subject.
Account account_of(const db::Row& row, size_t first) {
    Account account;
    account.id = row.text(first);
    account.kind = row.text(first + 1) == "staff" ? Kind::staff : Kind::citizen;
    account.name = row.text(first + 2);
    account.organisation = row.text(first + 3);
    for (const std::string_view part : split(row.text(first + 4), ',')) {
        if (const auto role = parse_role(part)) account.roles.insert(*role);
    }
    account.subject = row.text(first + 5);
    return account;
}

}  // namespace

void store_account(db::Transaction& transaction, const Account& account, const std::string& password_hash) {
    transaction.execute(
        "INSERT INTO accounts (id, kind, name, organisation, roles, subject, password_hash) VALUES (?,?,?,?,?,?,?) "
        "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, organisation = "
        "excluded.organisation, roles = excluded.roles, subject = excluded.subject, password_hash = "
        "excluded.password_hash",
        {account.id, std::string(account.kind == Kind::staff ? "staff" : "citizen"), account.name, account.organisation,
         join_roles(account.roles), account.subject, password_hash});
}

std::optional<StoredAccount> load_account(db::Transaction& transaction, std::string_view id) {
    const auto row = transaction.query_one(
        "SELECT id, kind, name, organisation, roles, subject, password_hash, wrong_passwords, locked_until "
        "FROM accounts WHERE id = ?",
        {std::string(id)});
    if (!row) return std::nullopt;
    return StoredAccount{account_of(*row, 0), row->text(6), row->integer(7), row->integer(8)};
}

std::vector<Account> load_staff(db::Transaction& transaction, std::string_view organisation) {
    std::vector<Account> staff;
    for (const db::Row& row : transaction.query("SELECT id, kind, name, organisation, roles, subject FROM accounts "
                                                "WHERE kind = 'staff' AND organisation = ? ORDER BY id",
                                                {std::string(organisation)})) {
        staff.push_back(account_of(row, 0));
    }
    return staff;
}

void store_tries(db::Transaction& transaction, std::string_view id, int64_t wrong_passwords, int64_t locked_until) {
    transaction.execute("UPDATE accounts SET wrong_passwords = ?, locked_until = ? WHERE id = ?",
                        {wrong_passwords, locked_until, std::string(id)});
}

void store_session(db::Transaction& transaction, const std::string& token_digest, std::string_view account,
                   int64_t now) {
    transaction.execute("INSERT INTO accounts_sessions (token_digest, account, started_at, seen_at) VALUES (?,?,?,?)",
                        {token_digest, std::string(account), now, now});
}

std::optional<StoredSession> load_session(db::Transaction& transaction, const std::string& token_digest) {
    const auto row = transaction.query_one(
        "SELECT a.id, a.kind, a.name, a.organisation, a.roles, a.subject, s.started_at, s.seen_at "
        "FROM accounts_sessions s JOIN accounts a ON a.id = s.account WHERE s.token_digest = ?",
        {token_digest});
    if (!row) return std::nullopt;
    return StoredSession{account_of(*row, 0), row->integer(6), row->integer(7)};
}

void touch_session(db::Transaction& transaction, const std::string& token_digest, int64_t now) {
    transaction.execute("UPDATE accounts_sessions SET seen_at = ? WHERE token_digest = ?", {now, token_digest});
}

void remove_session(db::Transaction& transaction, const std::string& token_digest) {
    transaction.execute("DELETE FROM accounts_sessions WHERE token_digest = ?", {token_digest});
}

}  // namespace yici::accounts
