#include "services/registries/registries.h"
#include "services/registries/registries_json.h"

namespace yici::registries {

namespace {

using accounts::Role;

/// The end of a day in China, given as YYYY-MM-DD; none when nothing is given.
std::optional<Instant> end_of(std::string_view day, const Clock& clock) {
    if (day.empty()) return std::nullopt;
    const auto date = parse_date(day);
    if (!date || china_midnight(*date) > clock.now()) throw Error(ErrorKind::invalid_input, "registries.bad_day");
    return china_midnight(*date) + std::chrono::hours(24) - std::chrono::microseconds(1);
}

/// The data authority's desk for subjects.
class Desk {
  public:
    Desk(const Parts& parts, accounts::Accounts& accounts) : parts_(parts), accounts_(accounts) {}

    http::Response mine(const http::Request& request) {
        const accounts::Account account = accounts_.require(request);
        if (account.subject.empty()) throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        const auto known = end_of(request.query_parameters().text_or("known_on", ""), parts_.clock);
        return http::Response::json(
            golden_json(parts_.records, account.subject, parts_.organisations, parts_.is_disputed, known));
    }

    /// Somebody else's values, masked; looking is journaled.
    http::Response look_up(const http::Request& request) {
        const std::string by = actor(request);
        const Asked asked = parse_asked(request.body);
        if (asked.subject.empty()) throw Error(ErrorKind::invalid_input, "registries.bad_request", "subject");
        const auto known = end_of(asked.known_on, parts_.clock);
        const Sight sight{
            parts_.masks, {"staff", "", {"authority"}, false, "lookup", ""}, china_date(parts_.clock.now())};
        const std::string digest = parts_.subjects.digest_of(asked.subject);
        parts_.database.write([&](db::Transaction& transaction) {
            std::string data = R"({"known_on":)";
            append_json_string(data, asked.known_on);
            parts_.journal.append(transaction, {"subject.looked_up", by, digest, "", data + "}"});
        });
        return http::Response::json(
            golden_json(parts_.records, asked.subject, parts_.organisations, parts_.is_disputed, known, &sight));
    }

    /// The same in clear, for a reason that is kept.
    http::Response look_up_clear(const http::Request& request) {
        const std::string by = actor(request);
        const Asked asked = parse_asked(request.body);
        if (asked.subject.empty()) throw Error(ErrorKind::invalid_input, "registries.bad_request", "subject");
        const auto known = end_of(asked.known_on, parts_.clock);
        parts_.reviews.unmasking(asked.subject, asked.known_on, {by, asked.reason, key_of(request)});
        return http::Response::json(
            golden_json(parts_.records, asked.subject, parts_.organisations, parts_.is_disputed, known));
    }

    http::Response search(const http::Request& request) {
        const std::string by = actor(request);
        return http::Response::json(to_json(parts_.reviews.search(parse_asked(request.body).type, by)));
    }

    http::Response list(const http::Request& request) {
        (void)actor(request);
        const http::Parameters query = request.query_parameters();
        const http::Part part = http::part_of(query);
        return http::Response::json(
            to_json(parts_.reviews.list(query.text_or("state", ""), part), part, parts_.records));
    }

    http::Response show(const http::Request& request) {
        (void)actor(request);
        return http::Response::json(to_json(parts_.reviews.get(number_of(request)), parts_.records));
    }

    http::Response confirm(const http::Request& request) {
        const std::string by = actor(request);
        const Asked asked = parse_asked(request.body);
        if (!asked.keep.empty() && asked.keep != "first" && asked.keep != "second")
            throw Error(ErrorKind::invalid_input, "registries.bad_request", "keep");
        const Review review =
            parts_.reviews.confirm(number_of(request), asked.keep == "second", {by, asked.reason, key_of(request)});
        return http::Response::json(to_json(review, parts_.records));
    }

    http::Response refuse(const http::Request& request) {
        const std::string by = actor(request);
        const Asked asked = parse_asked(request.body);
        const Review review = parts_.reviews.refuse(number_of(request), {by, asked.reason, key_of(request)});
        return http::Response::json(to_json(review, parts_.records));
    }

    http::Response unsure(const http::Request& request) {
        const std::string by = actor(request);
        const Asked asked = parse_asked(request.body);
        const Review review = parts_.reviews.unsure(number_of(request), {by, asked.reason, key_of(request)});
        return http::Response::json(to_json(review, parts_.records));
    }

    http::Response merge(const http::Request& request) {
        const std::string by = actor(request);
        const Asked asked = parse_asked(request.body);
        if (asked.subject.empty() || asked.into.empty())
            throw Error(ErrorKind::invalid_input, "registries.bad_request", "subject, into");
        return http::Response::json(
            to_json(parts_.reviews.merge(asked.subject, asked.into, {by, asked.reason, key_of(request)})), 201);
    }

    /// The trace of a subject; its code comes in the body, so that no log holds it.
    http::Response trace(const http::Request& request) {
        (void)actor(request);
        return http::Response::json(to_json(parts_.reviews.merges(parse_asked(request.body).subject)));
    }

    http::Response split(const http::Request& request) {
        const std::string by = actor(request);
        const Asked asked = parse_asked(request.body);
        return http::Response::json(
            to_json(parts_.reviews.split(number_of(request), {by, asked.reason, key_of(request)})));
    }

  private:
    std::string actor(const http::Request& request) { return accounts_.require_role(request, {Role::authority}).id; }

    static int64_t number_of(const http::Request& request) {
        const auto number = parse_integer(request.at("number"));
        if (!number) throw Error(ErrorKind::not_found, "registries.no_such_review");
        return *number;
    }
    static std::string key_of(const http::Request& request) {
        const auto key = request.headers.find("Idempotency-Key");
        return key ? std::string(*key) : std::string();
    }

    Parts parts_;
    accounts::Accounts& accounts_;
};

}  // namespace

void add_routes(http::Router& router, const Parts& parts, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(parts, accounts);
    const auto to = [&desk](http::Response (Desk::*action)(const http::Request&)) {
        return [desk, action](const http::Request& request) { return (*desk.*action)(request); };
    };
    router.get("/api/v1/me/records", to(&Desk::mine));
    router.post("/api/v1/subject-records", to(&Desk::look_up));
    router.post("/api/v1/subject-records/clear", to(&Desk::look_up_clear));
    router.post("/api/v1/subject-reviews/searches", to(&Desk::search));
    router.get("/api/v1/subject-reviews", to(&Desk::list));
    router.get("/api/v1/subject-reviews/{number}", to(&Desk::show));
    router.post("/api/v1/subject-reviews/{number}/confirm", to(&Desk::confirm));
    router.post("/api/v1/subject-reviews/{number}/refuse", to(&Desk::refuse));
    router.post("/api/v1/subject-reviews/{number}/unsure", to(&Desk::unsure));
    router.post("/api/v1/subject-merges", to(&Desk::merge));
    router.post("/api/v1/subject-merges/traces", to(&Desk::trace));
    router.post("/api/v1/subject-merges/{number}/split", to(&Desk::split));
}

}  // namespace yici::registries
