#include "services/responsibilities/responsibilities_json.h"
#include "services/responsibilities/responsibilities_state.h"

namespace yici::responsibilities {

namespace {

using accounts::Account;
using accounts::Role;

class Desk {
  public:
    Desk(Responsibilities& list, const Parts& parts, accounts::Accounts& accounts)
        : list_(list), json_(parts), accounts_(accounts) {}

    http::Response list(const http::Request& request) {
        const Account account = reader(request);
        const http::Parameters query = request.query_parameters();
        Filter filter;
        // A steward sees what the own body owes; the authority whatever it asks for.
        filter.provider = account.has(Role::steward) ? account.organisation : query.text_or("provider", "");
        filter.state = query.text_or("state", "");
        filter.resource = query.text_or("resource", "");
        filter.matter = query.text_or("matter", "");
        filter.overdue = query.text_or("overdue", "") == "true";
        filter.part = http::part_of(query);
        return http::Response::json(json_.list(list_.list(filter), filter.part));
    }

    http::Response summary(const http::Request& request) {
        (void)reader(request);
        return http::Response::json(json_.summary(list_.all()));
    }

    http::Response assign(const http::Request& request) {
        const Account account = accounts_.require_role(request, {Role::authority});
        const Assignment given = parse_assignment(request.body);
        const std::string& id = request.at("id");
        list_.assign(id, given.due, given.note, account.id, account.name);
        Page page;
        for (Responsibility& line : list_.all()) {
            if (line.id == id) page.items.push_back(std::move(line));
        }
        page.total = std::ssize(page.items);
        return http::Response::json(json_.list(page, {1, 1}));
    }

    http::Response gaps(const http::Request& request) {
        (void)reader(request);
        return http::Response::json(json_.gaps(list_.gaps(), http::part_of(request.query_parameters())));
    }

    http::Response remedies(const http::Request& request) {
        (void)reader(request);
        return http::Response::json(json_.remedies(list_.remedies(), http::part_of(request.query_parameters())));
    }

    http::Response what_if(const http::Request& request) {
        (void)reader(request);
        const std::string asked = request.query_parameters().text_or("remedies", "");
        std::set<std::string> chosen;
        for (const std::string_view id : split(asked, ',')) chosen.emplace(trim(id));
        const std::vector<MatterGap> gaps = list_.gaps();
        return http::Response::json(
            json_.what_if(responsibilities::what_if(gaps, chosen), list_.progress(gaps), list_.progress(gaps, chosen)));
    }

    http::Response programme(const http::Request& request) {
        (void)reader(request);
        const std::vector<MatterGap> gaps = list_.gaps();
        return http::Response::json(json_.programme(gaps, list_.progress(gaps)));
    }

  private:
    Account reader(const http::Request& request) {
        return accounts_.require_role(request, {Role::steward, Role::authority, Role::operator_});
    }

    Responsibilities& list_;
    const ListJson json_;
    accounts::Accounts& accounts_;
};

}  // namespace

void Responsibilities::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(*this, state_->parts, accounts);
    router.get("/api/v1/responsibilities", [desk](const http::Request& request) { return desk->list(request); });
    router.get("/api/v1/responsibilities/summary",
               [desk](const http::Request& request) { return desk->summary(request); });
    router.post("/api/v1/responsibilities/{id}/assign",
                [desk](const http::Request& request) { return desk->assign(request); });
    router.get("/api/v1/gap/matters", [desk](const http::Request& request) { return desk->gaps(request); });
    router.get("/api/v1/gap/remedies", [desk](const http::Request& request) { return desk->remedies(request); });
    router.get("/api/v1/gap/what-if", [desk](const http::Request& request) { return desk->what_if(request); });
    router.get("/api/v1/gap/programme", [desk](const http::Request& request) { return desk->programme(request); });
}

}  // namespace yici::responsibilities
