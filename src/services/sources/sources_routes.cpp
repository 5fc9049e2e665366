#include "services/sources/sources_json.h"

namespace yici::sources {

using accounts::Account;
using accounts::Role;

namespace {

/// A steward sees and runs what their own department gives; the data authority all of it.
class Desk {
  public:
    Desk(Collection& collection, const organisations::Directory& organisations, accounts::Accounts& accounts)
        : collection_(collection), organisations_(organisations), accounts_(accounts) {}

    http::Response list(const http::Request& request) {
        const Account account = caller(request);
        std::vector<Status> seen;
        for (Status& status : collection_.list()) {
            if (concerns(account, *status.source)) seen.push_back(std::move(status));
        }
        return http::Response::json(to_json(seen, organisations_));
    }
    http::Response show(const http::Request& request) {
        return http::Response::json(to_json(permitted(request).second, organisations_));
    }
    http::Response run(const http::Request& request) {
        const auto [account, status] = permitted(request);
        return http::Response::json(to_json(collection_.run(status.source->name, account.id), organisations_));
    }
    http::Response accept_shape(const http::Request& request) {
        const auto [account, status] = permitted(request);
        return http::Response::json(to_json(collection_.accept_shape(status.source->name, account.id), organisations_));
    }

  private:
    Account caller(const http::Request& request) {
        return accounts_.require_role(request, {Role::steward, Role::authority, Role::operator_});
    }
    static bool concerns(const Account& account, const Source& source) {
        return account.has(Role::authority) || account.has(Role::operator_) ||
               account.organisation == source.department;
    }
    std::pair<Account, Status> permitted(const http::Request& request) {
        Account account = caller(request);
        Status status = collection_.get(request.at("source"));
        if (!concerns(account, *status.source)) {
            throw Error(ErrorKind::not_found, "sources.no_such_source", request.at("source"));
        }
        return {std::move(account), std::move(status)};
    }

    Collection& collection_;
    const organisations::Directory& organisations_;
    accounts::Accounts& accounts_;
};

}  // namespace

void Collection::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(*this, organisations(), accounts);
    const std::string sources = "/api/v1/collection/sources";
    router.get(sources, [desk](const http::Request& request) { return desk->list(request); });
    router.get(sources + "/{source}", [desk](const http::Request& request) { return desk->show(request); });
    router.post(sources + "/{source}/run", [desk](const http::Request& request) { return desk->run(request); });
    router.post(sources + "/{source}/accept-shape",
                [desk](const http::Request& request) { return desk->accept_shape(request); });
}

}  // namespace yici::sources
