#include "services/quality_runs/quality_runs_json.h"
#include "services/quality_runs/quality_runs_state.h"

namespace yici::quality_runs {

namespace {

using accounts::Account;
using accounts::Role;

/// Scores are for every steward; what was found in which record only for whose word counts for the field, and the data
/// authority. Who provides the resource may ask for a run.
class Desk {
  public:
    Desk(QualityRuns& runs, const QualityRuns::Inner& state, accounts::Accounts& accounts)
        : runs_(runs), state_(state), accounts_(accounts), json_(state.parts, runs) {}

    http::Response resources(const http::Request& request) {
        (void)caller(request);
        return http::Response::json(json_.resources());
    }
    http::Response runs(const http::Request& request) {
        (void)caller(request);
        const http::Part part = http::part_of(request.query_parameters());
        return http::Response::json(json_.runs(runs_.runs(request.at("name"), part), part));
    }
    http::Response run(const http::Request& request) {
        (void)caller(request);
        const auto id = parse_integer(request.at("id"));
        if (!id) throw Error(ErrorKind::not_found, "quality_runs.no_such_run");
        return http::Response::json(json_.run(runs_.run(request.at("name"), *id)));
    }
    http::Response ask(const http::Request& request) {
        const Account by = caller(request);
        const Plan& plan = state_.plan_of(request.at("name"));
        const exchange::Resource* resource = state_.parts.resources.find(plan.resource);
        const bool governs = by.has(Role::authority) || by.has(Role::operator_);
        if (!governs && resource->provider != by.organisation) {
            throw Error(ErrorKind::forbidden, "quality_runs.not_yours", plan.resource);
        }
        const auto key = request.headers.find("Idempotency-Key");
        return http::Response::json(
            json_.run(runs_.ask(plan.name, by.id, key ? key->substr(0, 200) : std::string_view())), 202);
    }
    http::Response findings(const http::Request& request) {
        const Account by = caller(request);
        const http::Parameters query = request.query_parameters();
        const http::Part part = http::part_of(query);
        const Plan& plan = state_.plan_of(request.at("name"));
        const int64_t run = query.integer_or("run", 0, 0, INT64_MAX);
        const std::string authority = by.has(Role::authority) ? "" : by.organisation;
        return http::Response::json(json_.findings(plan, runs_.findings(plan.name, run, authority, part), part));
    }
    http::Response figures(const http::Request& request) {
        (void)caller(request);
        return http::Response::json(json_.figures(runs_.figures()));
    }

  private:
    Account caller(const http::Request& request) {
        return accounts_.require_role(request, {Role::steward, Role::authority, Role::operator_});
    }

    QualityRuns& runs_;
    const QualityRuns::Inner& state_;
    accounts::Accounts& accounts_;
    RunJson json_;
};

}  // namespace

void QualityRuns::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(*this, *state_, accounts);
    const std::string root = "/api/v1/quality/resources";
    using Request = http::Request;
    router.get(root, [desk](const Request& request) { return desk->resources(request); });
    router.get(root + "/{name}/runs", [desk](const Request& request) { return desk->runs(request); });
    router.post(root + "/{name}/runs", [desk](const Request& request) { return desk->ask(request); });
    router.get(root + "/{name}/runs/{id}", [desk](const Request& request) { return desk->run(request); });
    router.get(root + "/{name}/findings", [desk](const Request& request) { return desk->findings(request); });
    router.get("/api/v1/quality/figures", [desk](const Request& request) { return desk->figures(request); });
}

}  // namespace yici::quality_runs
