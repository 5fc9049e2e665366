#include "services/catalogue/catalogue_json.h"
#include "services/catalogue/catalogue_state.h"

namespace yici::catalogue {

namespace {

constexpr size_t kMostFound = 200;

std::string key_of(const http::Request& request) {
    return std::string(request.headers.find("Idempotency-Key").value_or(""));
}

class Portal {
  public:
    Portal(Catalogue& catalogue, accounts::Accounts& accounts)
        : catalogue_(catalogue), accounts_(accounts), two_steps_(catalogue.rules().two_step_review) {}

    [[nodiscard]] http::Response list(const http::Request& request) {
        const http::Parameters query = request.query_parameters();
        Filter filter;
        filter.visible_only = true;
        filter.provider = query.text_or("provider", "");
        if (const auto source = query.find("source")) filter.source = std::string(*source);
        filter.part = http::part_of(query);
        return http::Response::json(to_json(catalogue_.list(filter), filter.part, View::published, two_steps_, {}));
    }

    /// One's own entries, all of them for the authority, in every state.
    [[nodiscard]] http::Response desk(const http::Request& request) {
        const Actor by = actor_of(accounts_, request);
        const http::Parameters query = request.query_parameters();
        Filter filter;
        filter.provider = by.authority ? query.text_or("provider", "") : by.organisation;
        filter.state = query.text_or("state", "");
        filter.source = "";
        filter.part = http::part_of(query);
        return http::Response::json(to_json(catalogue_.list(filter), filter.part, View::desk, two_steps_, by));
    }

    [[nodiscard]] http::Response show(const http::Request& request) {
        const Stored stored = catalogue_.get(request.at("id"));
        const Actor reader = reader_of(request);
        const bool own = reader.authority || (reader.steward && reader.organisation == stored.entry.provider);
        require_seen(stored, own);
        return http::Response::json(to_json(stored, own ? View::desk : View::published, two_steps_, reader));
    }

    [[nodiscard]] http::Response versions(const http::Request& request) {
        require_seen(catalogue_.get(request.at("id")), reader_of(request).authority);
        return http::Response::json(to_json(catalogue_.versions(request.at("id"))));
    }

    [[nodiscard]] http::Response lineage(const http::Request& request) {
        const Stored stored = catalogue_.get(request.at("id"));
        require_seen(stored, reader_of(request).authority);
        return http::Response::json(to_json(stored, catalogue_.lineage(stored.entry)));
    }

    [[nodiscard]] http::Response search(const http::Request& request) {
        const http::Parameters query = request.query_parameters();
        const http::Part part = http::part_of(query);
        return http::Response::json(
            to_json(catalogue_.search(query.text_or("q", ""), kMostFound, query.text_or("kind", "")), part));
    }

    [[nodiscard]] http::Response create(const http::Request& request) {
        const Actor by = actor_of(accounts_, request);
        const Stored made = catalogue_.create(parse_entry(request.body), by, key_of(request));
        return http::Response::json(to_json(made, View::desk, two_steps_, by), 201);
    }

    [[nodiscard]] http::Response revise(const http::Request& request) {
        const Actor by = actor_of(accounts_, request);
        const Stored made = catalogue_.revise(request.at("id"), parse_entry(request.body), by, key_of(request));
        return http::Response::json(to_json(made, View::desk, two_steps_, by));
    }

    [[nodiscard]] http::Response act(const http::Request& request, Action action) {
        const Actor by = actor_of(accounts_, request);
        const Stored made = catalogue_.act(request.at("id"), action, parse_reason(request.body), by, key_of(request));
        return http::Response::json(to_json(made, View::desk, two_steps_, by));
    }

    [[nodiscard]] http::Response elements() const { return http::Response::json(elements_json(catalogue_.rules())); }
    [[nodiscard]] http::Response conflicts(const http::Request& request) {
        (void)actor_of(accounts_, request);
        return http::Response::json(to_json(catalogue_.element_conflicts()));
    }

  private:
    Actor reader_of(const http::Request& request) {
        const auto account = accounts_.identify(request);
        if (!account || account->kind != accounts::Kind::staff) return {};
        return {account->id, account->name, account->organisation, account->has(accounts::Role::steward),
                account->has(accounts::Role::authority)};
    }
    static void require_seen(const Stored& stored, bool own) {
        if (!own && !stored.visible()) throw Error(ErrorKind::not_found, "catalogue.not_found", stored.id);
    }

    Catalogue& catalogue_;
    accounts::Accounts& accounts_;
    bool two_steps_;
};

}  // namespace

void Catalogue::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto portal = std::make_shared<Portal>(*this, accounts);
    const std::string entries = "/api/v1/catalogue/entries";
    router.get(entries, [portal](const http::Request& request) { return portal->list(request); });
    router.post(entries, [portal](const http::Request& request) { return portal->create(request); });
    router.get(entries + "/{id}", [portal](const http::Request& request) { return portal->show(request); });
    router.put(entries + "/{id}", [portal](const http::Request& request) { return portal->revise(request); });
    router.get(entries + "/{id}/versions",
               [portal](const http::Request& request) { return portal->versions(request); });
    router.get(entries + "/{id}/lineage", [portal](const http::Request& request) { return portal->lineage(request); });
    for (const Action action : {Action::submit, Action::approve, Action::refuse, Action::withdraw, Action::remove}) {
        router.post(entries + "/{id}/" + std::string(to_string(action)),
                    [portal, action](const http::Request& request) { return portal->act(request, action); });
    }
    router.get("/api/v1/catalogue/desk", [portal](const http::Request& request) { return portal->desk(request); });
    router.get("/api/v1/catalogue/search", [portal](const http::Request& request) { return portal->search(request); });
    router.get("/api/v1/catalogue/elements", [portal](const http::Request&) { return portal->elements(); });
    router.get("/api/v1/catalogue/elements/conflicts",
               [portal](const http::Request& request) { return portal->conflicts(request); });
}

}  // namespace yici::catalogue
