#include "services/accounts/accounts_json.h"

#include <nlohmann/json.hpp>

namespace yici::accounts {

Credentials parse_credentials(std::string_view body) {
    const auto json = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
    const auto is_text = [&](const char* key) { return json.contains(key) && json[key].is_string(); };
    if (!json.is_object() || !is_text("account") || !is_text("password")) {
        throw Error(ErrorKind::invalid_input, "accounts.bad_credentials");
    }
    Credentials credentials{json["account"], json["password"]};
    if (credentials.account.size() > 100 || credentials.password.size() > 1000) {
        throw Error(ErrorKind::invalid_input, "accounts.bad_credentials");
    }
    return credentials;
}

namespace {

nlohmann::json json_of(const Account& account, const organisations::Directory& organisations) {
    auto roles = nlohmann::json::array();
    for (const Role role : account.roles) roles.push_back(to_string(role));
    nlohmann::json json{{"id", account.id},
                        {"name", account.name},
                        {"kind", account.kind == Kind::staff ? "staff" : "citizen"},
                        {"roles", roles}};
    if (!account.organisation.empty()) {
        json["organisation"] = {{"code", account.organisation}, {"name", organisations.name_of(account.organisation)}};
    }
    return json;
}

}  // namespace

std::string to_json(const Account& account, const organisations::Directory& organisations) {
    return json_of(account, organisations).dump();
}

std::string to_json(const std::vector<Account>& accounts, const organisations::Directory& organisations) {
    auto items = nlohmann::json::array();
    for (const Account& account : accounts) items.push_back(json_of(account, organisations));
    return nlohmann::json{{"items", std::move(items)}}.dump();
}

}  // namespace yici::accounts
