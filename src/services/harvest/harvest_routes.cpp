#include "services/harvest/report.h"

namespace yici::harvest {

namespace {

constexpr size_t kLargestUpload = 32 << 20;

std::vector<Published> published(const Serving& serving) {
    std::vector<Published> entries;
    for (const catalogue::Stored& stored : serving.catalogue.published()) {
        const std::string day = stored.published_at && stored.position.version > 1
                                    ? to_string(china_date(*stored.published_at))
                                    : std::string();
        entries.push_back({*stored.published, stored.position.version, day});
    }
    return entries;
}

Context context_of(const Serving& serving) {
    return {serving.catalogue.rules(), serving.bodies, serving.divisions, serving.public_url,
            china_date(serving.clock.now())};
}

}  // namespace

void add_routes(http::Router& router, const Serving& serving, accounts::Accounts& accounts) {
    struct Form {
        const char* path;
        const char* format;
        const char* media;
    };
    for (const Form& form :
         {Form{"dcat.ttl", "ttl", "text/turtle; charset=utf-8"}, Form{"dcat.jsonld", "jsonld", "application/ld+json"},
          Form{"export.csv", "csv", "text/csv; charset=utf-8"},
          Form{"national.csv", "national", "text/csv; charset=utf-8"}}) {
        router.get("/api/v1/catalogue/" + std::string(form.path), [serving, form](const http::Request&) {
            return http::Response::file(export_as(form.format, context_of(serving), published(serving)), form.media);
        });
    }
    for (const Form& form : {Form{"dcat.ttl", "ttl", "text/turtle; charset=utf-8"},
                             Form{"dcat.jsonld", "jsonld", "application/ld+json"}}) {
        router.get("/api/v1/open/" + std::string(form.path), [serving, form](const http::Request&) {
            std::vector<Published> open = published(serving);
            std::erase_if(open, [](const Published& one) { return !one.entry.open; });
            return http::Response::file(export_as(form.format, context_of(serving), open), form.media);
        });
    }
    router.get("/api/v1/catalogue/cpsv.ttl", [serving](const http::Request&) {
        return http::Response::file(rdf::to_turtle(to_cpsv(context_of(serving), serving.matters.all())),
                                    "text/turtle; charset=utf-8");
    });
    router.get("/api/v1/catalogue/cpsv.jsonld", [serving](const http::Request&) {
        return http::Response::file(rdf::to_json_ld(to_cpsv(context_of(serving), serving.matters.all())),
                                    "application/ld+json");
    });
    http::RouteOptions large;
    large.body_limit = kLargestUpload;
    router.post(
        "/api/v1/catalogue/harvest",
        [serving, &accounts](const http::Request& request) {
            const catalogue::Actor by = catalogue::actor_of(accounts, request);
            if (!by.authority) throw Error(ErrorKind::forbidden, "catalogue.authority_only");
            const Harvested harvested = read_catalogue(request.body, "upload");
            const std::string source = request.query_parameters().text_or("source", harvested.source);
            const auto counts = serving.catalogue.harvest(source, harvested.entries, by);
            return http::Response::json(to_json(source, counts, harvested.findings));
        },
        large);
}

}  // namespace yici::harvest
