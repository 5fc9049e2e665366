#include <algorithm>

#include "foundation/db/request_keys.h"
#include "services/sources/sources_json.h"
#include "services/sources/state.h"

namespace yici::sources {

namespace {

constexpr int64_t kRecheckedAtOnce = 1000;

collection::Outcome outcome_of(const std::string& action) {
    if (action == "correct") return collection::Outcome::corrected;
    if (action == "release") return collection::Outcome::released;
    if (action == "discard") return collection::Outcome::discarded;
    throw Error(ErrorKind::invalid_input, "sources.decision_unknown", action);
}

collection::QuarantineFilter filter_of(const Source& source, std::optional<collection::Outcome> outcome) {
    return {plan_of(source).resource, source.provenance(), outcome, 0};
}

/// The row of this source, or none: another department's rows are not told from those that do not exist.
collection::QuarantinedRow row_of(db::Transaction& transaction, collection::Intake& intake, const Source& source,
                                  int64_t id) {
    collection::QuarantineFilter filter = filter_of(source, std::nullopt);
    filter.row = id;
    auto rows = intake.quarantine(transaction, filter, 0, 1);
    if (rows.empty()) throw Error(ErrorKind::not_found, "collection.no_such_row", std::to_string(id));
    return std::move(rows.front());
}

std::vector<std::string> corrected(const collection::Plan& plan, std::vector<std::string> cells,
                                   const Decision& decision) {
    cells.resize(plan.columns.size());
    for (const auto& [column, value] : decision.cells) {
        const auto found = std::ranges::find(plan.columns, column);
        if (found == plan.columns.end()) throw Error(ErrorKind::invalid_input, "sources.column_unknown", column);
        cells[static_cast<size_t>(found - plan.columns.begin())] = value;
    }
    return cells;
}

}  // namespace

Collection::Quarantine Collection::quarantine(std::string_view name, std::optional<collection::Outcome> outcome,
                                              const http::Part& part, std::string_view actor) {
    const Source& source = state_->source_of(name);
    const collection::QuarantineFilter filter = filter_of(source, outcome);
    Quarantine found;
    state_->parts.database.write([&](db::Transaction& transaction) {
        found.rows = state_->intake.quarantine(transaction, filter, part.offset(), part.size);
        found.total = state_->intake.count(transaction, filter);
        if (found.rows.empty()) return;
        state_->parts.journal.append(transaction, {"collection.quarantine_seen", std::string(actor), "", source.name,
                                                   R"({"rows":)" + std::to_string(found.rows.size()) + "}"});
    });
    return found;
}

collection::QuarantinedRow Collection::decide(std::string_view name, int64_t id, const Decision& decision) {
    static const db::RequestKeys kKeys("sources_requests", "answer", "sources.request_key_reused");
    const Source& source = state_->source_of(name);
    const collection::Plan& plan = plan_of(source);
    const collection::Outcome outcome = outcome_of(decision.action);
    if (decision.reason.empty()) throw Error(ErrorKind::invalid_input, "sources.reason_missing");
    const std::string fingerprint = fingerprint_of(source.name, id, decision);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        collection::QuarantinedRow row = row_of(transaction, state_->intake, source, id);
        if (kKeys.find(transaction, decision.actor, decision.request_key, fingerprint)) return row;
        const collection::Settlement settlement{outcome, corrected(plan, row.cells, decision), decision.actor,
                                                decision.reason};
        row = state_->intake.settle(transaction, plan, id, settlement, state_->alongside(source, decision.actor));
        state_->parts.journal.append(
            transaction, {"collection.row_settled", decision.actor, "", source.name, decision_json(id, decision)});
        kKeys.keep(transaction, decision.actor, decision.request_key, fingerprint, std::to_string(id));
        return row;
    });
}

int64_t Collection::recheck(std::string_view name, std::string_view actor) {
    const Source& source = state_->source_of(name);
    const collection::Plan& plan = plan_of(source);
    const collection::QuarantineFilter filter = filter_of(source, collection::Outcome::waiting);
    const collection::Alongside alongside = state_->alongside(source, actor);
    int64_t passed = 0;
    for (int64_t after = 0;;) {
        const auto done = state_->parts.database.write_value([&](db::Transaction& transaction) {
            return state_->intake.recheck(transaction, plan, filter, after, kRecheckedAtOnce, std::string(actor),
                                          alongside);
        });
        if (done.looked_at == 0) return passed;
        after = done.last;
        passed += done.passed;
    }
}

}  // namespace yici::sources
