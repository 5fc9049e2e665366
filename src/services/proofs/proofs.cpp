#include "services/proofs/proofs.h"

#include <limits>

#include "foundation/base/text.h"

namespace yici::proofs {

namespace {

std::string path_json(const std::vector<crypto::Digest>& path) {
    std::string text = "[";
    for (const crypto::Digest& digest : path) text += (text.size() > 1 ? ",\"" : "\"") + to_hex(digest) + "\"";
    return text + "]";
}

/// A position in the journal from the query; never beyond its end.
uint64_t position(const http::Parameters& query, std::string_view name, uint64_t fallback, uint64_t most) {
    const auto value = static_cast<uint64_t>(
        query.integer_or(name, static_cast<int64_t>(fallback), 0, std::numeric_limits<int64_t>::max()));
    if (value > most) throw Error(ErrorKind::not_found, "proofs.beyond_the_end", std::string(name));
    return value;
}

http::Response inclusion(journal::Journal& journal, const http::Request& request) {
    const http::Parameters query = request.query_parameters();
    const uint64_t size = position(query, "size", journal.size(), journal.size());
    if (size == 0) throw Error(ErrorKind::not_found, "proofs.beyond_the_end", "size");
    const uint64_t index = position(query, "index", 0, size - 1);
    return http::Response::json(R"({"index":)" + std::to_string(index) + R"(,"size":)" + std::to_string(size) +
                                R"(,"path":)" + path_json(journal.inclusion_proof(index, size)) + "}");
}

http::Response consistency(journal::Journal& journal, const http::Request& request) {
    const http::Parameters query = request.query_parameters();
    const uint64_t second = position(query, "second", journal.size(), journal.size());
    const uint64_t first = position(query, "first", 0, second);
    return http::Response::json(R"({"first":)" + std::to_string(first) + R"(,"second":)" + std::to_string(second) +
                                R"(,"path":)" + path_json(journal.consistency_proof(first, second)) + "}");
}

http::Response entry(journal::Journal& journal, accounts::Accounts& accounts, const http::Request& request) {
    (void)accounts.require_role(request, {accounts::Role::authority, accounts::Role::operator_});
    const auto index = parse_integer(request.at("index"));
    const auto entries = index ? journal.read(static_cast<uint64_t>(*index), 1) : std::vector<journal::Stored>{};
    if (entries.empty()) throw Error(ErrorKind::not_found, "proofs.beyond_the_end", request.at("index"));
    return http::Response::json(R"({"index":)" + std::to_string(entries[0].index) + R"(,"entry":)" + entries[0].text +
                                "}");
}

}  // namespace

void add_routes(http::Router& router, journal::Journal& journal, accounts::Accounts& accounts) {
    router.get("/api/v1/journal/head",
               [&journal](const http::Request&) { return http::Response::json(journal.head().to_json()); });
    router.get("/api/v1/journal/inclusion",
               [&journal](const http::Request& request) { return inclusion(journal, request); });
    router.get("/api/v1/journal/consistency",
               [&journal](const http::Request& request) { return consistency(journal, request); });
    router.get("/api/v1/journal/entries/{index}",
               [&journal, &accounts](const http::Request& request) { return entry(journal, accounts, request); });
}

}  // namespace yici::proofs
