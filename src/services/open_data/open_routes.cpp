#include <algorithm>

#include "services/open_data/open_json.h"
#include "services/open_data/open_state.h"

namespace yici::open_data {

namespace {

using accounts::Role;

/// A query's parameters that are columns: everything but the page.
std::vector<std::pair<std::string, std::string>> filters_of(const Dataset& dataset, const http::Parameters& query) {
    std::vector<std::pair<std::string, std::string>> equals;
    for (const auto& [name, title] : dataset.header) {
        if (const auto value = query.find(name)) equals.emplace_back(name, std::string(*value));
    }
    return equals;
}

/// Who misses a dataset asks for it, and an authority answers.
void add_request_routes(OpenData& data, http::Router& router, accounts::Accounts& accounts) {
    router.post("/api/v1/open/requests", [&data, &accounts](const http::Request& request) {
        (void)accounts.require(request);
        const auto [title, purpose] = parse_ask(request.body);
        const std::string key(request.headers.find("Idempotency-Key").value_or(""));
        return http::Response::json(to_json(data.ask(title, purpose, key)), 201);
    });
    router.get("/api/v1/open/requests", [&data](const http::Request& request) {
        const http::Part part = http::part_of(request.query_parameters());
        const auto [items, total] = data.asked(part);
        return http::Response::json(to_json(items, part, total));
    });
    router.post("/api/v1/open/requests/{id}/answer", [&data, &accounts](const http::Request& request) {
        const accounts::Account by = accounts.require_role(request, {Role::authority});
        const auto [accepted, text] = parse_answer(request.body);
        return http::Response::json(to_json(data.answer(request.at("id"), accepted, text, by.id)));
    });
}

}  // namespace

void OpenData::add_routes(http::Router& router, accounts::Accounts& accounts) {
    catalogue::Catalogue& catalogue = state_->parts.catalogue;
    const std::string datasets_path = "/api/v1/open/datasets";
    const auto described = [&catalogue](const Dataset& dataset) {
        return to_json(dataset, catalogue.get(dataset.id).entry, catalogue.rules().open_licence);
    };
    router.get(datasets_path, [this, described](const http::Request& request) {
        const http::Part part = http::part_of(request.query_parameters());
        const auto all = datasets();
        std::string items = "[";
        for (int64_t i = part.offset(); i < std::min(part.offset() + part.size, std::ssize(all)); ++i) {
            items += (items.size() > 1 ? "," : "") + described(*all[static_cast<size_t>(i)]);
        }
        return http::Response::json(http::listing(items + "]", part, std::ssize(all)));
    });
    router.get(datasets_path + "/{id}", [this, described](const http::Request& request) {
        return http::Response::json(described(*get(request.at("id"))));
    });
    router.get(datasets_path + "/{id}/rows", [this](const http::Request& request) {
        const http::Parameters query_of = request.query_parameters();
        const Query wanted{filters_of(*get(request.at("id")), query_of), http::part_of(query_of, 1000)};
        return http::Response::json(to_json(query(request.at("id"), wanted), wanted.part));
    });
    router.get(datasets_path + "/{id}/data.csv", [this](const http::Request& request) {
        return http::Response::file(all_csv(*get(request.at("id"))), "text/csv; charset=utf-8",
                                    request.at("id") + ".csv");
    });
    router.get(datasets_path + "/{id}/data.json", [this](const http::Request& request) {
        return http::Response::file(all_json(*get(request.at("id"))), "application/json", request.at("id") + ".json");
    });
    router.get("/api/v1/open/plans", [this, &accounts, &catalogue](const http::Request& request) {
        (void)accounts.require_role(request, {Role::authority});
        const http::Part part = http::part_of(request.query_parameters());
        const auto published = datasets();
        std::string items = "[";
        int64_t total = 0;
        for (const Plan& plan : state_->parts.plans) {
            const auto stored = catalogue.find(plan.resource);
            if (!stored || !stored->visible()) continue;
            if (total++ < part.offset() || total > part.offset() + part.size) continue;
            const auto dataset = std::ranges::find(published, stored->id, [](const auto& one) { return one->id; });
            items += (items.size() > 1 ? "," : "") +
                     to_json(plan, *stored, dataset == published.end() ? nullptr : dataset->get());
        }
        return http::Response::json(http::listing(items + "]", part, total));
    });
    router.post(datasets_path + "/{id}/publish", [this, described, &accounts](const http::Request& request) {
        const accounts::Account by = accounts.require_role(request, {Role::authority});
        return http::Response::json(described(*publish(request.at("id"), by.id)));
    });
    add_request_routes(*this, router, accounts);
}

}  // namespace yici::open_data
