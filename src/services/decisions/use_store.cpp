#include "services/decisions/use_store.h"

#include "foundation/base/instants.h"

namespace yici::decisions {

namespace {

constexpr std::string_view kColumns =
    "SELECT about, purpose, decision, department, answered_at, inputs, answer, outcome, reason_zh, reason_en, why_zh, "
    "why_en FROM decisions_uses ";
constexpr std::string_view kWanted = "WHERE decision = ? AND answered_at >= ? AND (? = '' OR department = ?) ";

Use use_from(const db::Row& row) {
    return {row.text(0),  row.text(1), row.text(2), row.text(3), instant_of(row.integer(4)),
            row.text(5),  row.text(6), row.text(7), row.text(8), row.text(9),
            row.text(10), row.text(11)};
}

std::vector<Use> uses_from(const std::vector<db::Row>& rows) {
    std::vector<Use> uses;
    uses.reserve(rows.size());
    for (const db::Row& row : rows) uses.push_back(use_from(row));
    return uses;
}

}  // namespace

void Decisions::keep(db::Transaction& transaction, const Use& use) {
    transaction.execute("DELETE FROM decisions_uses WHERE about = ? AND purpose = ?", {use.about, use.purpose});
    transaction.execute(
        "INSERT INTO decisions_uses (about, purpose, decision, department, answered_at, inputs, answer, outcome, "
        "reason_zh, reason_en, why_zh, why_en) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {use.about, use.purpose, use.decision, use.department, micros(use.answered_at), use.inputs, use.answer,
         use.outcome, use.reason_zh, use.reason_en, use.why_zh, use.why_en});
}

std::vector<Use> Decisions::uses_of(db::Transaction& transaction, std::string_view about) {
    return uses_from(
        transaction.query(std::string(kColumns) + "WHERE about = ? ORDER BY purpose", {std::string(about)}));
}

std::vector<Use> load_uses(db::Transaction& transaction, const UsesWanted& wanted) {
    return uses_from(
        transaction.query(std::string(kColumns) + std::string(kWanted) + "ORDER BY answered_at DESC, about LIMIT ?",
                          {wanted.decision, micros(wanted.since), wanted.department, wanted.department, wanted.most}));
}

int64_t count_uses(db::Transaction& transaction, const UsesWanted& wanted) {
    return transaction
        .query_one("SELECT COUNT(*) FROM decisions_uses " + std::string(kWanted),
                   {wanted.decision, micros(wanted.since), wanted.department, wanted.department})
        ->integer(0);
}

}  // namespace yici::decisions
