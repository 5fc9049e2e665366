#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "services/accounts/accounts.h"

namespace yici::accounts {

/// An account as its table holds it.
struct StoredAccount {
    Account account;
    std::string password_hash;
    int64_t wrong_passwords = 0;
    int64_t locked_until = 0;  // microseconds since 1970
};

struct StoredSession {
    Account account;
    int64_t started_at = 0;
    int64_t seen_at = 0;
};

void store_account(db::Transaction& transaction, const Account& account, const std::string& password_hash);
[[nodiscard]] std::optional<StoredAccount> load_account(db::Transaction& transaction, std::string_view id);
/// The staff of an organisation, by id.
[[nodiscard]] std::vector<Account> load_staff(db::Transaction& transaction, std::string_view organisation);
void store_tries(db::Transaction& transaction, std::string_view id, int64_t wrong_passwords, int64_t locked_until);
void store_session(db::Transaction& transaction, const std::string& token_digest, std::string_view account,
                   int64_t now);
[[nodiscard]] std::optional<StoredSession> load_session(db::Transaction& transaction, const std::string& token_digest);
void touch_session(db::Transaction& transaction, const std::string& token_digest, int64_t now);
void remove_session(db::Transaction& transaction, const std::string& token_digest);

}  // namespace yici::accounts
