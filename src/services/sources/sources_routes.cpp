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
    http::Response quarantine(const http::Request& request) {
        const auto [account, status] = deciding(request);
        const http::Parameters query = request.query_parameters();
        const http::Part part = http::part_of(query);
        const std::string state = query.text_or("state", "waiting");
        const auto outcome = collection::parse_outcome(state);
        if (!outcome) throw Error(ErrorKind::invalid_input, "http.bad_parameter", "state");
        const auto found = collection_.quarantine(status.source->name, outcome, part, account.id);
        return http::Response::json(to_json(found, *status.source, part));
    }
    http::Response decide(const http::Request& request) {
        const auto [account, status] = deciding(request);
        Decision decision = parse_decision(request.body);
        decision.action = request.at("action");
        // What breaks the centre's rules is let in by the centre alone; what is wrong is mended by whose it is.
        if (decision.action == "release" && !account.has(Role::authority))
            throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        decision.actor = account.id;
        decision.request_key = request.headers.find("Idempotency-Key").value_or("");
        return http::Response::json(
            to_json(collection_.decide(status.source->name, row_in(request), decision), *status.source));
    }
    /// One row in clear, for a reason.
    http::Response look(const http::Request& request) {
        const auto [account, status] = deciding(request);
        const Decision asked = parse_decision(request.body);
        const Collection::Looking looking{account.id, account.organisation, asked.reason};
        return http::Response::json(
            to_json(collection_.look(status.source->name, row_in(request), looking), *status.source));
    }
    http::Response recheck(const http::Request& request) {
        const auto [account, status] = deciding(request);
        return http::Response::json(passed_json(collection_.recheck(status.source->name, account.id)));
    }

  private:
    static int64_t row_in(const http::Request& request) {
        const auto row = parse_integer(request.at("row"));
        if (!row) throw Error(ErrorKind::not_found, "collection.no_such_row", request.at("row"));
        return *row;
    }
    /// Operators see how sources stand, not what is in them.
    std::pair<Account, Status> deciding(const http::Request& request) {
        auto found = permitted(request);
        if (!found.first.has(Role::authority) && !found.first.has(Role::steward))
            throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        return found;
    }
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
    const std::string rows = sources + "/{source}/quarantine";
    router.get(rows, [desk](const http::Request& request) { return desk->quarantine(request); });
    router.post(rows + "/recheck", [desk](const http::Request& request) { return desk->recheck(request); });
    router.post(rows + "/{row}/clear", [desk](const http::Request& request) { return desk->look(request); });
    router.post(rows + "/{row}/{action}", [desk](const http::Request& request) { return desk->decide(request); });
}

}  // namespace yici::sources
