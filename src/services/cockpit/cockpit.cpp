#include "services/cockpit/cockpit.h"

#include "services/cockpit/cockpit_json.h"

namespace yici::cockpit {

void add_routes(http::Router& router, const Parts& parts, accounts::Accounts& accounts) {
    router.get("/api/v1/cockpit", [parts, &accounts](const http::Request& request) {
        (void)accounts.require_role(request, {accounts::Role::authority, accounts::Role::operator_});
        return http::Response::json(to_json(parts));
    });
}

}  // namespace yici::cockpit
