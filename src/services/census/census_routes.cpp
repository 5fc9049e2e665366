#include "services/census/census_json.h"
#include "services/census/census_state.h"
#include "services/census/documents.h"

namespace yici::census {

namespace {

using accounts::Account;
using accounts::Role;

constexpr size_t kLargestForm = 32 << 20;
constexpr std::string_view kWorkbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

class Desk {
  public:
    Desk(Census& census, const organisations::Directory& organisations, const Clock& clock,
         accounts::Accounts& accounts)
        : census_(census), organisations_(organisations), clock_(clock), accounts_(accounts) {}

    /// A steward works for the own body, the authority for all.
    Account account(const http::Request& request) {
        return accounts_.require_role(request, {Role::steward, Role::authority});
    }
    static std::string own(const Account& account, const std::string& wanted) {
        if (account.has(Role::authority)) return wanted;
        if (!wanted.empty() && wanted != account.organisation) {
            throw Error(ErrorKind::forbidden, "census.not_yours", wanted);
        }
        return account.organisation;
    }
    [[nodiscard]] NameOf names() const {
        return [this](std::string_view code) { return organisations_.name_of(code); };
    }

    http::Response list(const http::Request& request) {
        const Account by = account(request);
        const http::Parameters query = request.query_parameters();
        const Filter filter{own(by, query.text_or("body", "")), query.text_or("state", ""), query.text_or("q", ""),
                            http::part_of(query)};
        return http::Response::json(to_json(census_.list(filter), filter.part, names()));
    }
    http::Response show(const http::Request& request) {
        const Account by = account(request);
        const System system = census_.get(request.at("id"));
        (void)own(by, system.body);
        return http::Response::json(to_json(system, names()));
    }
    http::Response save(const http::Request& request, const std::string& id) {
        const Account by = account(request);
        System system = parse_system(request.body);
        if (!id.empty()) system.body = census_.get(id).body;
        system.body = own(by, system.body);
        system.id = id;
        const std::string key(request.headers.find("Idempotency-Key").value_or(""));
        return http::Response::json(to_json(census_.save(system, by.id, key), names()), id.empty() ? 201 : 200);
    }
    http::Response import(const http::Request& request) {
        const Account by = account(request);
        const std::string body = own(by, request.query_parameters().text_or("body", ""));
        std::vector<Finding> findings;
        const auto sheets = tables::read_sheets(request.body, "upload", findings);
        ImportResult result = census_.import(sheets, body, by.id, !by.has(Role::authority));
        for (const Finding& finding : findings) {
            result.faults.push_back({"", finding.line, "", "", "", finding.key, finding.detail});
        }
        return http::Response::json(to_json(result));
    }
    http::Response submit(const http::Request& request) {
        const Account by = account(request);
        census_.submit(own(by, request.query_parameters().text_or("body", by.organisation)), by.id);
        return http::Response::empty();
    }
    http::Response progress(const http::Request& request) {
        (void)account(request);
        return http::Response::json(to_json(census_.progress(), http::part_of(request.query_parameters(), 500)));
    }
    http::Response report(const http::Request& request) {
        const Account by = account(request);
        return http::Response::json(to_json(census_.report(own(by, request.query_parameters().text_or("body", "")))));
    }
    http::Response report_file(const http::Request& request) {
        const Account by = account(request);
        const std::string body = own(by, request.query_parameters().text_or("body", ""));
        const Date day = china_date(clock_.now());
        const auto progress = body.empty() ? census_.progress() : std::vector<Progress>();
        return http::Response::file(report_workbook(census_.report(body), progress, day), kWorkbook,
                                    "政务信息系统普查报告-" + yici::to_string(day) + ".xlsx");
    }
    http::Response form(const http::Request& request) {
        (void)account(request);
        return http::Response::file(form_workbook(), kWorkbook, "政务信息系统普查表.xlsx");
    }
    http::Response proposed(const http::Request& request) {
        const Account by = account(request);
        const http::Parameters query = request.query_parameters();
        const auto all = census_.proposed(own(by, query.text_or("body", "")), query.text_or("state", ""));
        return http::Response::json(to_json(all, http::part_of(query), names()));
    }
    /// A steward for the own body.
    http::Response answer(const http::Request& request) {
        const Account by = accounts_.require_role(request, {Role::steward});
        const GivenVerdict given = parse_verdict_body(request.body, "wish");
        return http::Response::json(
            to_json(census_.answer(request.at("key"), given.verdict, given.reason, by.organisation, by.id), names()));
    }
    http::Response decide(const http::Request& request) {
        const Account by = accounts_.require_role(request, {Role::authority});
        const GivenVerdict given = parse_verdict_body(request.body, "verdict");
        const Decision decision{given.verdict, given.into, given.reason, by.id, {}};
        const std::string key(request.headers.find("Idempotency-Key").value_or(""));
        return http::Response::json(to_json(census_.decide(request.at("key"), decision, key), names()));
    }

  private:
    Census& census_;
    const organisations::Directory& organisations_;
    const Clock& clock_;
    accounts::Accounts& accounts_;
};

}  // namespace

void Census::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(*this, state_->organisations, state_->clock, accounts);
    const std::string systems = "/api/v1/census/systems";
    router.get(systems, [desk](const http::Request& request) { return desk->list(request); });
    router.post(systems, [desk](const http::Request& request) { return desk->save(request, ""); });
    router.get(systems + "/{id}", [desk](const http::Request& request) { return desk->show(request); });
    router.put(systems + "/{id}",
               [desk](const http::Request& request) { return desk->save(request, request.at("id")); });
    http::RouteOptions large;
    large.body_limit = kLargestForm;
    router.post(
        "/api/v1/census/import", [desk](const http::Request& request) { return desk->import(request); }, large);
    router.post("/api/v1/census/submit", [desk](const http::Request& request) { return desk->submit(request); });
    router.get("/api/v1/census/fields", [](const http::Request&) { return http::Response::json(fields_json()); });
    router.get("/api/v1/census/progress", [desk](const http::Request& request) { return desk->progress(request); });
    router.get("/api/v1/census/report", [desk](const http::Request& request) { return desk->report(request); });
    router.get("/api/v1/census/report.xlsx",
               [desk](const http::Request& request) { return desk->report_file(request); });
    router.get("/api/v1/census/form.xlsx", [desk](const http::Request& request) { return desk->form(request); });
    const std::string proposals = "/api/v1/census/proposals";
    router.get(proposals, [desk](const http::Request& request) { return desk->proposed(request); });
    router.post(proposals + "/{key}/answer", [desk](const http::Request& request) { return desk->answer(request); });
    router.post(proposals + "/{key}/decide", [desk](const http::Request& request) { return desk->decide(request); });
}

}  // namespace yici::census
