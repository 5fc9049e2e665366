#include "services/disputes/disputes.h"

#include <array>

#include "foundation/base/instants.h"
#include "services/disputes/disputes_state.h"
#include "services/disputes/schema_sql.h"

namespace yici::disputes {

namespace {

constexpr size_t kLongestReason = 1000;  // characters; project convention
constexpr std::string_view kDispute =
    "SELECT d.id, d.type, d.field, d.reason, d.state, d.created_at, d.ticket, COALESCE(t.outcome, ''), "
    "COALESCE(t.answer, ''), COALESCE(t.due_on, ''), d.claimed FROM disputes d LEFT JOIN disputes_tickets t ON t.id = "
    "d.ticket";

Dispute dispute_of(const db::Row& row) {
    Dispute dispute{row.text(0), row.text(1), row.text(2),
                    row.text(3), row.text(4), instant_of(row.integer(5)),
                    row.text(6), row.text(8), parse_date(row.text(9))};
    const std::string& outcome = row.text(7);
    if (outcome == "corrected" || outcome == "refused") dispute.state = outcome;
    return dispute;
}

}  // namespace

void check_reason(std::string_view reason) {
    const bool sound = !trim(reason).empty() && is_utf8(reason) && to_code_points(reason).size() <= kLongestReason;
    if (!sound) throw Error(ErrorKind::rule_violated, "disputes.reason_length");
}

Disputes::Disputes(const Parts& parts) : state_(new Inner(parts)) {
    parts.database.migrate("services/disputes", kSchemaSql);
    parts.database.read([&](db::Transaction& transaction) {
        each_open(transaction, [&](const Ticket& ticket) {
            parts.disputed.add(ticket.subject, disputed_type(ticket.type, ticket.item), ticket.field);
        });
    });
}

Disputes::~Disputes() = default;

std::string Disputes::new_id() {
    std::array<uint8_t, 16> bytes{};
    const std::lock_guard lock(state_->random_mutex);
    state_->parts.random.fill(bytes);
    return to_hex(bytes);
}

const records::Field& Disputes::Inner::field_of(std::string_view type, std::string_view field) const {
    const records::RecordType* known = parts.records.types().find(type);
    const records::Field* found = known != nullptr ? known->find(field) : nullptr;
    if (found == nullptr) throw Error(ErrorKind::rule_violated, "disputes.no_such_field");
    return *found;
}

Dispute Disputes::record(std::string_view code, const Claim& claim, std::string_view request_key) {
    (void)state_->field_of(claim.type, claim.field);
    check_reason(claim.reason);
    const std::string subject = state_->parts.subjects.digest_of(code);
    const std::string key(request_key);
    const std::string id = new_id();
    std::optional<Ticket> opened;
    Dispute made = state_->parts.database.write_value([&](db::Transaction& transaction) {
        const auto find = [&] {
            return transaction.query_one(std::string(kDispute) + " WHERE d.subject = ? AND d.request_key = ?",
                                         {subject, key});
        };
        if (const auto row = find()) {
            Dispute before = dispute_of(*row);
            const bool same = before.type == claim.type && before.field == claim.field &&
                              before.reason == claim.reason && row->text(10) == claim.claimed;
            if (!same) throw Error(ErrorKind::conflict, "disputes.key_reused");
            return before;
        }
        Report report;
        report.type = claim.type;
        report.field = claim.field;
        report.source = SourceKind::citizen;
        report.by = "citizen";
        report.by_name = "本人";
        report.reason = claim.reason;
        report.claimed = claim.claimed;
        report.item = claim.item;
        report.authority = claim.authority;
        opened = state_->open(transaction, subject, report);
        transaction.execute(
            "INSERT INTO disputes (id, type, field, reason, state, created_at, subject, request_key, ticket, claimed) "
            "VALUES (?, ?, ?, ?, 'recorded', ?, ?, ?, ?, ?)",
            {id, claim.type, claim.field, claim.reason, micros(state_->now()), subject, key, opened->id,
             claim.claimed});
        std::string data = R"({"type":)";
        append_json_string(data, claim.type);
        data += R"(,"field":)";
        append_json_string(data, claim.field);
        state_->parts.journal.append(transaction, {"dispute.recorded", "citizen", subject, id, data + "}"});
        return dispute_of(*find());
    });
    if (opened) state_->mark_open(*opened, std::string(code));
    return made;
}

Page Disputes::list(std::string_view code, int64_t page, int64_t size) {
    const std::string subject = state_->parts.subjects.digest_of(code);
    return state_->parts.database.read_value([&](db::Transaction& transaction) {
        Page found;
        found.total = transaction.query_one("SELECT COUNT(*) FROM disputes WHERE subject = ?", {subject})->integer(0);
        const auto rows =
            transaction.query(std::string(kDispute) + " WHERE d.subject = ? ORDER BY d.number DESC LIMIT ? OFFSET ?",
                              {subject, size, (page - 1) * size});
        for (const auto& row : rows) found.items.push_back(dispute_of(row));
        return found;
    });
}

bool Disputes::is_open(std::string_view code, std::string_view type, std::string_view field) {
    if (state_->parts.disputed.none()) return false;
    return state_->parts.disputed.has(state_->parts.subjects.digest_of(code), type, field);
}

bool Disputes::is_open(std::string_view code, std::string_view type, std::string_view item, std::string_view field) {
    return is_open(code, disputed_type(type, item), field);
}

std::string Disputes::title_of(std::string_view type, std::string_view field) const {
    const records::RecordType* known = state_->parts.records.types().find(type);
    const records::Field* found = known != nullptr ? known->find(field) : nullptr;
    return found != nullptr ? found->title : std::string(field);
}

}  // namespace yici::disputes
