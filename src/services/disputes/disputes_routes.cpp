#include "services/disputes/dispute_json.h"
#include "services/disputes/disputes.h"

namespace yici::disputes {

namespace {

std::string require(const Citizen& citizen, const http::Request& request) {
    auto code = citizen(request);
    if (!code) throw Error(ErrorKind::unauthenticated, "disputes.not_signed_in");
    return std::move(*code);
}

}  // namespace

void add_routes(http::Router& router, Disputes& disputes, Citizen citizen) {
    router.post("/api/v1/me/disputes", [&disputes, citizen](const http::Request& request) {
        const auto code = require(citizen, request);
        const auto key = request.headers.find("Idempotency-Key");
        const auto made = disputes.record(code, parse_claim(request.body), key ? std::string(*key) : disputes.new_id());
        return http::Response::json(to_json(made, disputes), 201);
    });
    router.get("/api/v1/me/disputes", [&disputes, citizen](const http::Request& request) {
        const auto code = require(citizen, request);
        const auto parameters = request.query_parameters();
        const int64_t page = parameters.integer_or("page", 1, 1, 1'000'000);
        const int64_t size = parameters.integer_or("size", 20, 1, 100);
        return http::Response::json(to_json(disputes.list(code, page, size), page, size, disputes));
    });
}

}  // namespace yici::disputes
