#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/base/random.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/organisations/organisations.h"

namespace yici::accounts {

enum class Kind { staff, citizen };
/// What staff may do: a window clerk receives, an approver decides, a steward speaks for a department's data (asks for
/// resources, answers requests, corrects records), the data authority governs, an operator runs.
enum class Role { clerk, approver, steward, authority, operator_ };
[[nodiscard]] std::string_view to_string(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);

struct Account {
    std::string id;
    std::string name;
    Kind kind = Kind::citizen;
    std::string organisation;  // credit code; staff only
    std::set<Role> roles;      // staff only
    std::string subject;       // the ID number or credit code of a citizen or legal person

    [[nodiscard]] bool has(Role role) const { return roles.contains(role); }
};

struct Options {
    std::chrono::minutes idle{30};
    std::chrono::hours longest{12};
    int wrong_passwords = 5;  // then the account is locked for `lock`
    std::chrono::minutes lock{15};
    int tries_per_address = 30;  // within `lock`
    bool secure_cookie = false;  // true behind TLS
    uint32_t argon2_kib = 19'456;
    uint32_t argon2_passes = 2;
};

/// Who is who; safe from several threads.
class Accounts {
  public:
    Accounts(db::Database& database, journal::Journal& journal, const organisations::Directory& organisations,
             const Clock& clock, RandomSource& random, const Options& options);
    ~Accounts();

    /// Makes or changes an account with its password.
    void save(const Account& account, std::string_view password);
    [[nodiscard]] std::optional<Account> find(std::string_view id);

    struct SignedIn {
        Account account;
        std::string token;
    };
    /// Errors: accounts.wrong_password (the same for an unknown account, in the same time), accounts.locked,
    /// accounts.too_many_tries.
    [[nodiscard]] SignedIn sign_in(std::string_view id, std::string_view password, std::string_view address);
    void sign_out(std::string_view token);

    /// Who sent this request, by its cookie; none when nobody is signed in or the session has ended.
    [[nodiscard]] std::optional<Account> identify(const http::Request& request);
    /// The same or accounts.not_signed_in. A changing request without X-Yici is accounts.foreign_page.
    [[nodiscard]] Account require(const http::Request& request);
    /// A member of staff with one of these roles, or accounts.not_allowed.
    [[nodiscard]] Account require_role(const http::Request& request, const std::set<Role>& roles);

    /// POST, GET and DELETE /api/v1/session; GET /api/v1/colleagues.
    void add_routes(http::Router& router);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Reads demonstration/staff.yaml of a pack: accounts with their passwords, made up.
struct SeedAccount {
    Account account;
    std::string password;
};
[[nodiscard]] std::vector<SeedAccount> load_seed(const std::filesystem::path& file, std::vector<Finding>& findings);

}  // namespace yici::accounts
