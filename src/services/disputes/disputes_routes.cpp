#include "foundation/crypto/hash.h"
#include "services/disputes/dispute_json.h"
#include "services/disputes/disputes_state.h"

namespace yici::disputes {

namespace {

using accounts::Account;
using accounts::Role;

constexpr std::string_view kReports = "/api/v1/calls/reports";
constexpr auto kBehind = std::chrono::seconds(300);  // as calls (docs/formats/calls.md)
constexpr auto kAhead = std::chrono::seconds(30);

std::string header_of(const http::Request& request, std::string_view name) {
    const auto found = request.headers.find(name);
    return found ? std::string(*found) : std::string();
}

class Desk {
  public:
    Desk(Disputes& disputes, const Parts& parts, accounts::Accounts& accounts, exchange::Applications& applications)
        : disputes_(disputes), parts_(parts), accounts_(accounts), applications_(applications) {}

    std::string citizen(const http::Request& request) {
        const Account account = accounts_.require(request);
        if (account.subject.empty()) throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        return account.subject;
    }

    Actor actor(const http::Request& request) {
        const Account account =
            accounts_.require_role(request, {Role::clerk, Role::approver, Role::steward, Role::authority});
        return {account.id, account.name, account.organisation, account.has(Role::steward),
                account.has(Role::authority)};
    }

    http::Response record(const http::Request& request) {
        const std::string code = citizen(request);
        const std::string key = header_of(request, "Idempotency-Key");
        const Dispute made =
            disputes_.record(code, parse_claim(request.body), key.empty() ? disputes_.new_id() : key.substr(0, 200));
        return http::Response::json(to_json(made, disputes_), 201);
    }

    http::Response mine(const http::Request& request) {
        const std::string code = citizen(request);
        const http::Part part = http::part_of(request.query_parameters());
        return http::Response::json(
            to_json(disputes_.list(code, part.page, part.size), part.page, part.size, disputes_));
    }

    /// Somebody at a desk has noticed it.
    http::Response report(const http::Request& request) {
        const Actor by = actor(request);
        Report report = parse_report(request.body, false).report;
        report.source = SourceKind::clerk;
        report.by = by.id;
        report.by_name = by.name;
        report.organisation = by.organisation;
        report.request_key = header_of(request, "Idempotency-Key").substr(0, 200);
        return shown(disputes_.report(report), by, 201);
    }

    /// An application has noticed it in a call's answer; signed as calls are.
    http::Response report_of_call(const http::Request& request) {
        const auto application = authenticate(request);
        ParsedReport parsed = parse_report(request.body, true);
        const exchange::Resource* resource = parts_.resources.find(parsed.resource);
        if (resource == nullptr || !resource->has_item(parsed.report.field)) {
            throw Error(ErrorKind::rule_violated, "disputes.no_such_field");
        }
        Report& report = parsed.report;
        report.type = resource->record_type;
        report.source = SourceKind::caller;
        report.by = application->id;
        report.by_name = application->name;
        report.organisation = application->organisation;
        report.request_key = parsed.call + "/" + report.field;
        const Ticket ticket = disputes_.report(report);
        return http::Response::json(
            R"({"ticket":")" + ticket.id + R"(","due_on":")" + to_string(ticket.limit.due) + R"("})", 201);
    }

    http::Response list(const http::Request& request) {
        const Actor by = actor(request);
        const http::Parameters query = request.query_parameters();
        TicketFilter filter;
        filter.side = query.text_or("side", "");
        if (!by.authority || !filter.side.empty()) filter.organisation = by.organisation;
        filter.outcome = query.text_or("outcome", "");
        filter.light = query.text_or("light", "");
        filter.type = query.text_or("type", "");
        filter.authority = query.text_or("authority", "");
        filter.part = http::part_of(query);
        return http::Response::json(TicketJson(parts_, disputes_, by).list(disputes_.tickets(filter), filter.part));
    }

    http::Response show(const http::Request& request) {
        const Actor by = actor(request);
        return shown(disputes_.ticket(request.at("id"), by), by, 200);
    }

    http::Response evidence(const http::Request& request) {
        const Actor by = actor(request);
        return http::Response::json(
            TicketJson(parts_, disputes_, by).evidence(disputes_.evidence(request.at("id"), by)));
    }

    http::Response figures(const http::Request& request) {
        const Actor by = actor(request);
        return http::Response::json(TicketJson(parts_, disputes_, by).figures(disputes_.figures()));
    }

    http::Response decide(const http::Request& request, std::string_view action) {
        const Actor by = actor(request);
        const std::string& id = request.at("id");
        const ParsedDecision given = parse_decision(request.body, action == "correct");
        if (action == "correct") return shown(disputes_.correct(id, given.value, given.reason, by), by, 200);
        if (action == "refuse") return shown(disputes_.refuse(id, given.reason, by), by, 200);
        if (action == "extend") return shown(disputes_.extend(id, given.reason, by), by, 200);
        return shown(disputes_.add_evidence(id, given.reason, by), by, 200);
    }

  private:
    http::Response shown(const Ticket& ticket, const Actor& by, int status) {
        return http::Response::json(
            TicketJson(parts_, disputes_, by).one(ticket, disputes_.events(ticket.id), disputes_.used_by(ticket)),
            status);
    }

    std::shared_ptr<const exchange::Application> authenticate(const http::Request& request) {
        const std::string id = header_of(request, "Yici-Application");
        const std::string time = header_of(request, "Yici-Time");
        auto application = applications_.find(id);
        const std::string message = "POST\n" + std::string(kReports) + "\n" + id + "\n" + time + "\n" + request.body;
        const crypto::HmacKey nobody(crypto::HashAlgorithm::sm3, as_bytes("nobody"));
        const crypto::Digest mac = (application ? application->key : nobody).sign(as_bytes(message));
        const std::string given = header_of(request, "Yici-Signature");
        if (!application || !application->active || !crypto::equal(as_bytes(given), as_bytes(to_hex(mac)))) {
            throw Error(ErrorKind::unauthenticated, "exchange.wrong_signature");
        }
        const auto milliseconds = parse_integer(time);
        const Instant signed_at{std::chrono::milliseconds(milliseconds.value_or(0))};
        const Instant now = parts_.clock.now();
        if (signed_at < now - kBehind || signed_at > now + kAhead) {
            throw Error(ErrorKind::unauthenticated, "exchange.time_outside");
        }
        return application;
    }

    Disputes& disputes_;
    const Parts& parts_;
    accounts::Accounts& accounts_;
    exchange::Applications& applications_;
};

}  // namespace

void Disputes::add_routes(http::Router& router, accounts::Accounts& accounts, exchange::Applications& applications) {
    const auto desk = std::make_shared<Desk>(*this, state_->parts, accounts, applications);
    const std::string one = "/api/v1/tickets/{id}";
    router.post("/api/v1/me/disputes", [desk](const http::Request& request) { return desk->record(request); });
    router.get("/api/v1/me/disputes", [desk](const http::Request& request) { return desk->mine(request); });
    router.post(kReports, [desk](const http::Request& request) { return desk->report_of_call(request); });
    router.post("/api/v1/tickets", [desk](const http::Request& request) { return desk->report(request); });
    router.get("/api/v1/tickets", [desk](const http::Request& request) { return desk->list(request); });
    router.get("/api/v1/tickets/figures", [desk](const http::Request& request) { return desk->figures(request); });
    router.get(one, [desk](const http::Request& request) { return desk->show(request); });
    router.get(one + "/evidence", [desk](const http::Request& request) { return desk->evidence(request); });
    for (const char* action : {"correct", "refuse", "extend", "evidence"}) {
        router.post(one + "/" + action,
                    [desk, action](const http::Request& request) { return desk->decide(request, action); });
    }
}

}  // namespace yici::disputes
