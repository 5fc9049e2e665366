#include "services/access_log/access_json.h"
#include "services/access_log/access_log.h"

namespace yici::access_log {

namespace {

constexpr int64_t kMostOnAPage = 100;

std::string require(const Citizen& citizen, const http::Request& request) {
    auto code = citizen(request);
    if (!code) throw Error(ErrorKind::unauthenticated, "access_log.not_signed_in");
    return std::move(*code);
}

}  // namespace

void add_routes(http::Router& router, AccessLog& log, Names names, Citizen citizen) {
    router.get("/api/v1/me/access", [&log, names, citizen](const http::Request& request) {
        const auto code = require(citizen, request);
        const auto part = http::part_of(request.query_parameters(), kMostOnAPage);
        return http::Response::json(to_json(log.list(code, part.page, part.size), part, names));
    });
    router.get("/api/v1/me/access/{index}/proof", [&log, citizen](const http::Request& request) {
        const auto code = require(citizen, request);
        const auto index = parse_integer(request.at("index"));
        if (!index || *index < 0) throw Error(ErrorKind::not_found, "access_log.no_such_access");
        return http::Response::json(log.proof(code, static_cast<uint64_t>(*index)));
    });
}

}  // namespace yici::access_log
