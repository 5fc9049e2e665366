#include <algorithm>
#include <set>

#include "engines/codes/codes.h"
#include "foundation/db/request_keys.h"
#include "services/sources/column_masks.h"
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

/// Valid codes of whom the row is about, each once.
std::set<std::string> codes_in(const Source& source, const std::vector<std::string>& cells) {
    const collection::Plan& plan = plan_of(source);
    std::vector<std::string> columns{plan.subject};
    for (const RecordMapping& mapping : source.records) columns.push_back(mapping.subject);
    std::set<std::string> codes;
    for (size_t i = 0; i < std::min(cells.size(), plan.columns.size()); ++i) {
        if (std::ranges::find(columns, plan.columns[i]) == columns.end()) continue;
        if (codes::IdNumber::is_valid(cells[i]) || codes::CreditCode::is_valid(cells[i])) codes.insert(cells[i]);
    }
    return codes;
}

}  // namespace

Collection::Quarantine Collection::quarantine(std::string_view name, std::optional<collection::Outcome> outcome,
                                              const http::Part& part, std::string_view actor) {
    const Source& source = state_->source_of(name);
    const collection::QuarantineFilter filter = filter_of(source, outcome);
    Quarantine found;
    state_->parts.database.write([&](db::Transaction& transaction) {
        const ColumnMasks masks(source);
        found.rows.clear();
        for (collection::QuarantinedRow& row :
             state_->intake.quarantine(transaction, filter, part.offset(), part.size)) {
            found.rows.push_back(masks.seen(std::move(row)));
        }
        found.total = state_->intake.count(transaction, filter);
        if (found.rows.empty()) return;
        state_->parts.journal.append(transaction, {"collection.quarantine_seen", std::string(actor), "", source.name,
                                                   R"({"rows":)" + std::to_string(found.rows.size()) + "}"});
    });
    return found;
}

SeenRow Collection::decide(std::string_view name, int64_t id, const Decision& decision) {
    static const db::RequestKeys kKeys("sources_requests", "answer", "sources.request_key_reused");
    const Source& source = state_->source_of(name);
    const collection::Plan& plan = plan_of(source);
    const collection::Outcome outcome = outcome_of(decision.action);
    if (decision.reason.empty()) throw Error(ErrorKind::invalid_input, "sources.reason_missing");
    const std::string fingerprint = fingerprint_of(source.name, id, decision);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        collection::QuarantinedRow row = row_of(transaction, state_->intake, source, id);
        const ColumnMasks masks(source);
        if (kKeys.find(transaction, decision.actor, decision.request_key, fingerprint))
            return masks.seen(std::move(row));
        const collection::Settlement settlement{outcome, corrected(plan, row.cells, decision), decision.actor,
                                                decision.reason};
        row = state_->intake.settle(transaction, plan, id, settlement, state_->alongside(source, decision.actor));
        state_->parts.journal.append(
            transaction, {"collection.row_settled", decision.actor, "", source.name, decision_json(id, decision)});
        kKeys.keep(transaction, decision.actor, decision.request_key, fingerprint, std::to_string(id));
        return masks.seen(std::move(row));
    });
}

SeenRow Collection::look(std::string_view name, int64_t id, const Looking& looking) {
    const Source& source = state_->source_of(name);
    if (looking.reason.empty()) throw Error(ErrorKind::invalid_input, "sources.reason_missing");
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        collection::QuarantinedRow row = row_of(transaction, state_->intake, source, id);
        const std::string data = look_json(source, id, looking);
        const std::string about = source.name + "/" + std::to_string(id);
        state_->parts.journal.append(transaction, {"collection.row_seen", looking.actor, "", about, data});
        // Whoever the row is about sees it among the readings of their data.
        for (const std::string& code : codes_in(source, row.cells)) {
            const std::string subject = state_->parts.subjects.digest_of(transaction, code);
            state_->parts.journal.append(transaction, {"record.viewed", looking.actor, subject, about, data});
        }
        return seen_in_clear(plan_of(source), std::move(row));
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
