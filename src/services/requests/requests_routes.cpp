#include "services/requests/request_json.h"
#include "services/requests/requests_state.h"

namespace yici::requests {

namespace {

using accounts::Account;
using accounts::Role;

class Desk {
  public:
    Desk(Requests& requests, const Parts& parts, accounts::Accounts& accounts)
        : requests_(requests), parts_(parts), accounts_(accounts) {}

    Actor actor(const http::Request& request) {
        const Account account = accounts_.require_role(request, {Role::steward, Role::authority});
        return {account.id, account.name, account.organisation, account.has(Role::steward),
                account.has(Role::authority)};
    }

    http::Response create(const http::Request& request) {
        const Actor by = actor(request);
        return shown(requests_.create(parse_draft(request.body), by, key_of(request)), by, 201);
    }

    http::Response act(const http::Request& request, Action action) {
        const Actor by = actor(request);
        const Request seen = requests_.get(request.at("number"), by);
        return shown(requests_.act(seen.number, parse_act(action, request.body), by, key_of(request)), by, 200);
    }

    http::Response show(const http::Request& request) {
        const Actor by = actor(request);
        return shown(requests_.get(request.at("number"), by), by, 200);
    }

    http::Response list(const http::Request& request) {
        const Actor by = actor(request);
        const http::Parameters query = request.query_parameters();
        Filter filter;
        filter.actor = by;
        if (!by.authority) filter.organisation = by.organisation;
        filter.side = query.text_or("side", "");
        filter.state = query.text_or("state", "");
        filter.light = query.text_or("light", "");
        filter.resource = query.text_or("resource", "");
        filter.search = query.text_or("q", "");
        filter.part = http::part_of(query);
        return http::Response::json(RequestJson(parts_, by).list(requests_.list(filter), filter.part));
    }

    http::Response grants(const http::Request& request) {
        const Actor by = actor(request);
        const http::Parameters query = request.query_parameters();
        GrantFilter filter;
        if (!by.authority) filter.organisation = by.organisation;
        filter.resource = query.text_or("resource", "");
        filter.review_due = query.text_or("review_due", "") == "true";
        filter.expiring = query.text_or("expiring", "") == "true";
        filter.part = http::part_of(query);
        return http::Response::json(RequestJson(parts_, by).grants(requests_.grants(filter), filter.part));
    }

    http::Response grant(const http::Request& request) {
        const Actor by = actor(request);
        return http::Response::json(RequestJson(parts_, by).grant(requests_.grant(request.at("id"), by)));
    }

    http::Response end_grant(const http::Request& request) {
        const Actor by = actor(request);
        const GrantView view = requests_.revoke_grant(request.at("id"), parse_reason(request.body), by);
        return http::Response::json(RequestJson(parts_, by).grant(view));
    }

    http::Response keep_grant(const http::Request& request) {
        const Actor by = actor(request);
        const GrantView view = requests_.keep_grant(request.at("id"), parse_reason(request.body), by);
        return http::Response::json(RequestJson(parts_, by).grant(view));
    }

  private:
    http::Response shown(const Request& request, const Actor& by, int status) {
        return http::Response::json(RequestJson(parts_, by).one(request, requests_.events(request.number)), status);
    }
    static std::string key_of(const http::Request& request) {
        const auto key = request.headers.find("Idempotency-Key");
        return key ? std::string(key->substr(0, 200)) : std::string();
    }

    Requests& requests_;
    const Parts& parts_;
    accounts::Accounts& accounts_;
};

}  // namespace

void Requests::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(*this, state_->parts, accounts);
    const std::string one = "/api/v1/requests/{number}";
    const std::string grant = "/api/v1/grants/{id}";
    router.post("/api/v1/requests", [desk](const http::Request& request) { return desk->create(request); });
    router.get("/api/v1/requests", [desk](const http::Request& request) { return desk->list(request); });
    router.get(one, [desk](const http::Request& request) { return desk->show(request); });
    for (const Action action :
         {Action::submit, Action::pass, Action::send_back, Action::answer, Action::transfer, Action::mediate,
          Action::decide, Action::subscribe, Action::object, Action::deliver, Action::withdraw, Action::revoke}) {
        router.post(one + "/" + std::string(to_string(action)),
                    [desk, action](const http::Request& request) { return desk->act(request, action); });
    }
    router.get("/api/v1/grants", [desk](const http::Request& request) { return desk->grants(request); });
    router.get(grant, [desk](const http::Request& request) { return desk->grant(request); });
    router.post(grant + "/revoke", [desk](const http::Request& request) { return desk->end_grant(request); });
    router.post(grant + "/keep", [desk](const http::Request& request) { return desk->keep_grant(request); });
}

}  // namespace yici::requests
