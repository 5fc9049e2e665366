#include "services/registries/registries.h"
#include "services/registries/registries_json.h"

namespace yici::registries {

void add_routes(http::Router& router, records::Records& records, accounts::Accounts& accounts,
                const organisations::Directory& organisations) {
    router.get("/api/v1/me/records", [&records, &accounts, &organisations](const http::Request& request) {
        const accounts::Account account = accounts.require(request);
        if (account.subject.empty()) throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        return http::Response::json(golden_json(records, account.subject, organisations));
    });
}

}  // namespace yici::registries
