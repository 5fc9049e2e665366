#include "services/organisations/organisations_json.h"

namespace yici::organisations {

namespace {

/// The part of a list that ?page= and ?size= ask for.
template <typename Item>
http::Response paged(const std::vector<Item>& items, const http::Request& request) {
    const http::Parameters query = request.query_parameters();
    Page page;
    page.page = query.integer_or("page", 1, 1, 1'000'000);
    page.size = query.integer_or("size", 20, 1, 500);
    page.total = static_cast<int64_t>(items.size());
    std::vector<Item> part;
    for (int64_t at = (page.page - 1) * page.size; at < page.total && std::ssize(part) < page.size; ++at) {
        part.push_back(items[static_cast<size_t>(at)]);
    }
    return http::Response::json(to_json(part, page));
}

}  // namespace

void add_routes(http::Router& router, const Directory& directory, const codes::Divisions& divisions,
                const Clock& clock) {
    router.get("/api/v1/organisations",
               [&directory](const http::Request& request) { return paged(directory.all(), request); });
    router.get("/api/v1/divisions", [&divisions, &clock](const http::Request& request) {
        const std::string parent = request.query_parameters().text_or("parent", "330000");
        return paged(divisions.children(parent, china_date(clock.now())), request);
    });
}

}  // namespace yici::organisations
