#include "services/organisations/organisations_json.h"

#include "foundation/http/listing.h"

namespace yici::organisations {

namespace {

/// The part of a list that ?page= and ?size= ask for.
template <typename Item>
http::Response paged(const std::vector<Item>& items, const http::Request& request) {
    const http::Part part = http::part_of(request.query_parameters(), 500);
    std::vector<Item> shown;
    for (int64_t at = part.offset(); at < std::ssize(items) && std::ssize(shown) < part.size; ++at) {
        shown.push_back(items[static_cast<size_t>(at)]);
    }
    return http::Response::json(http::listing(to_json(shown), part, std::ssize(items)));
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
