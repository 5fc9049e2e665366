#include "engines/feel/given.h"
#include "engines/feel/value_json.h"
#include "foundation/base/text.h"
#include "services/decisions/decision_json.h"
#include "services/decisions/use_store.h"

namespace yici::decisions {

namespace {

using accounts::Account;
using accounts::Role;

constexpr int64_t kMostCases = 20'000;
constexpr size_t kLargestModel = 4 << 20;
constexpr int64_t kMostSteps = 1'000'000;  // of a line that is tried: some tenths of a second
constexpr size_t kMostNotes = 20;
constexpr size_t kLongestLine = 64 << 10;

/// The rules are public; trying one needs a name, and comparing reads what cases were decided on.
class Desk {
  public:
    Desk(const Parts& parts, accounts::Accounts& accounts) : parts_(parts), accounts_(accounts) {}

    http::Response list(const http::Request& request) {
        const http::Parameters query = request.query_parameters();
        const std::string wanted = to_lower(query.text_or("q", ""));
        std::vector<Known> found;
        for (const Known& known : parts_.library.all()) {
            const auto holds = [&](const std::string& text) {
                return to_lower(text).find(wanted) != std::string::npos;
            };
            if (holds(known.id()) || holds(known.decision->name) || holds(known.decision->question) ||
                holds(known.rules().name()))
                found.push_back(known);
        }
        return http::Response::json(page_json(found, http::part_of(query)));
    }

    http::Response show(const http::Request& request) {
        return http::Response::json(decision_json(parts_.library, known(request)));
    }

    http::Response model(const http::Request& request) {
        http::Response response = http::Response::text(known(request).model->xml);
        response.headers.set("Content-Type", "application/xml; charset=utf-8");
        return response;
    }

    http::Response evaluate(const http::Request& request) {
        (void)accounts_.require(request);
        const Known decision = known(request);
        return http::Response::json(
            answer_json(parts_.library.answer(decision.id(), parse_inputs(decision, request.body), parts_.clock)));
    }

    /// A run-away line is stopped by its budget: feel.budget_spent, feel.too_deep.
    http::Response line(const http::Request& request) {
        const Account by = accounts_.require(request);
        if (by.kind != accounts::Kind::staff) throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        const Line line = parse_line(request.body);
        const feel::Given given(line.variables);
        feel::Run run(parts_.clock, kMostSteps);
        const feel::Value value = feel::Expression::parse(line.expression, given.names).evaluate(given.values, run);
        if (run.notes.size() > kMostNotes) run.notes.resize(kMostNotes);
        return http::Response::json(line_json(value, run.notes));
    }

    http::Response compare(const http::Request& request) {
        const Account by =
            accounts_.require_role(request, {Role::approver, Role::steward, Role::authority, Role::operator_});
        const Known decision = known(request);
        const CompareRequest asked = parse_compare(decision, request.body);
        const rules::Decisions changed = compile_changed(parts_.library, decision, asked.dmn);
        Comparison comparison;
        comparison.since = parts_.clock.now() - std::chrono::hours(24 * 365);
        if (asked.cases) take_cases(by, decision, comparison);
        comparison.stored = comparison.situations.size();
        for (const feel::Context& inputs : asked.inputs)
            comparison.situations.push_back({"", "", parts_.clock.now(), inputs});
        for (const rules::NamedTable& table : changed.tables())
            comparison.checks.push_back({table.name, rules::check(*table.table)});
        comparison.changed = decisions::compare(decision, changed, comparison.situations);
        return http::Response::json(comparison_json(comparison));
    }

  private:
    [[nodiscard]] Known known(const http::Request& request) const { return parts_.library.find(request.at("name")); }

    /// The last year's cases of the caller's department; of all for who governs. That they were read is journaled.
    void take_cases(const Account& by, const Known& decision, Comparison& comparison) {
        const bool all = by.has(Role::authority) || by.has(Role::operator_);
        const UsesWanted wanted{decision.id(), comparison.since, all ? "" : by.organisation, kMostCases};
        parts_.database.write([&](db::Transaction& transaction) {
            comparison.situations.clear();
            comparison.cases_found = count_uses(transaction, wanted);
            for (const Use& use : load_uses(transaction, wanted)) {
                const feel::Value inputs = feel::from_json(use.inputs);
                comparison.situations.push_back({use.about, use.purpose, use.answered_at, *inputs.context()});
            }
            std::string data = R"({"decision":)";
            append_json_string(data, decision.id());
            data += ",\"cases\":" + std::to_string(comparison.situations.size()) + "}";
            parts_.journal.append(transaction, {"decision.compared", by.id, "", decision.id(), data});
        });
    }

    const Parts& parts_;
    accounts::Accounts& accounts_;
};

}  // namespace

void Decisions::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(parts_, accounts);
    const std::string one = "/api/v1/decisions/{name}";
    router.get("/api/v1/decisions", [desk](const http::Request& request) { return desk->list(request); });
    router.get(one, [desk](const http::Request& request) { return desk->show(request); });
    router.get(one + "/model", [desk](const http::Request& request) { return desk->model(request); });
    router.post(one + "/evaluate", [desk](const http::Request& request) { return desk->evaluate(request); });
    router.post(one + "/compare", [desk](const http::Request& request) { return desk->compare(request); },
                {.body_limit = kLargestModel, .guard = {}});
    router.post("/api/v1/feel", [desk](const http::Request& request) { return desk->line(request); },
                {.body_limit = kLongestLine, .guard = {}});
}

}  // namespace yici::decisions
