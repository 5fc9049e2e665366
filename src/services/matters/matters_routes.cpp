#include "services/matters/matter_json.h"

namespace yici::matters {

namespace {

constexpr int64_t kLargestPage = 200;

std::optional<bool> flag(const http::Parameters& parameters, std::string_view name) {
    const auto text = parameters.find(name);
    if (!text || text->empty()) return std::nullopt;
    if (*text == "true") return true;
    if (*text == "false") return false;
    throw Error(ErrorKind::invalid_input, "matters.bad_filter", std::string(name) + ": true, false");
}

}  // namespace

void add_routes(http::Router& router, const Catalogue& catalogue, const NameOf& organisation_name,
                const NameOf& resource_provider_name) {
    router.get("/api/v1/matters", [&catalogue, organisation_name](const http::Request& request) {
        const http::Parameters parameters = request.query_parameters();
        const Search search{parameters.text_or("q", ""), parameters.text_or("department", ""),
                            flag(parameters, "high_frequency")};
        const http::Part part = http::part_of(parameters, kLargestPage);
        return http::Response::json(page_json(catalogue.search(search), part, organisation_name));
    });
    router.get("/api/v1/matters/{code}",
               [&catalogue, organisation_name, resource_provider_name](const http::Request& request) {
                   const Matter* matter = catalogue.find(request.at("code"));
                   if (matter == nullptr) throw Error(ErrorKind::not_found, "matters.not_found", request.at("code"));
                   return http::Response::json(matter_json(*matter, organisation_name, resource_provider_name));
               });
    router.get("/api/v1/forms/{name}", [&catalogue](const http::Request& request) {
        const forms::Form* form = catalogue.forms().find(request.at("name"));
        if (form == nullptr) throw Error(ErrorKind::not_found, "forms.unknown_form", request.at("name"));
        return http::Response::json(form->document());
    });
}

}  // namespace yici::matters
