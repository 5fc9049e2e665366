#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/accounts/accounts.h"

namespace yici::accounts {

struct Credentials {
    std::string account;
    std::string password;
};
/// {"account":…,"password":…}; anything else is accounts.bad_credentials.
[[nodiscard]] Credentials parse_credentials(std::string_view body);

[[nodiscard]] std::string to_json(const Account& account, const organisations::Directory& organisations);
/// {"items":[…]}
[[nodiscard]] std::string to_json(const std::vector<Account>& accounts, const organisations::Directory& organisations);

}  // namespace yici::accounts
