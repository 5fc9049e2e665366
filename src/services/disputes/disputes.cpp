#include "services/disputes/disputes.h"

#include <array>

#include "services/disputes/schema_sql.h"

namespace yici::disputes {

namespace {

constexpr size_t kLongestReason = 1000;  // characters; project convention
constexpr std::string_view kColumns = "id, type, field, reason, state, created_at";

Dispute dispute_of(const db::Row& row) {
    return {row.text(0), row.text(1), row.text(2),
            row.text(3), row.text(4), Instant{std::chrono::microseconds(row.integer(5))}};
}

std::optional<Dispute> find_by_key(db::Transaction& transaction, const std::string& subject, const std::string& key) {
    const auto row = transaction.query_one(
        "SELECT " + std::string(kColumns) + " FROM disputes WHERE subject = ? AND request_key = ?", {subject, key});
    if (!row) return std::nullopt;
    return dispute_of(*row);
}

void check_reason(std::string_view reason) {
    const bool sound = !trim(reason).empty() && is_utf8(reason) && to_code_points(reason).size() <= kLongestReason;
    if (!sound) throw Error(ErrorKind::rule_violated, "disputes.reason_length");
}

}  // namespace

Disputes::Disputes(db::Database& database, journal::Journal& journal, journal::Subjects& subjects, const Clock& clock,
                   RandomSource& random, FieldTitle title)
    : database_(database),
      journal_(journal),
      subjects_(subjects),
      clock_(clock),
      random_(random),
      title_(std::move(title)) {
    database_.migrate("services/disputes", kSchemaSql);
}

std::string Disputes::new_id() {
    std::array<uint8_t, 16> bytes{};
    const std::lock_guard lock(random_mutex_);
    random_.fill(bytes);
    return to_hex(bytes);
}

Dispute Disputes::record(std::string_view code, const Claim& claim, std::string_view request_key) {
    if (!title_(claim.type, claim.field)) throw Error(ErrorKind::rule_violated, "disputes.no_such_field");
    check_reason(claim.reason);
    const std::string subject = subjects_.digest_of(code);
    const std::string key(request_key);
    const Dispute made{new_id(), claim.type, claim.field, claim.reason, "recorded", clock_.now()};
    return database_.write_value([&](db::Transaction& transaction) {
        if (const auto before = find_by_key(transaction, subject, key)) {
            const bool same =
                before->type == claim.type && before->field == claim.field && before->reason == claim.reason;
            if (!same) throw Error(ErrorKind::conflict, "disputes.key_reused");
            return *before;
        }
        transaction.execute("INSERT INTO disputes (" + std::string(kColumns) +
                                ", subject, request_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                            {made.id, made.type, made.field, made.reason, made.state,
                             static_cast<int64_t>(made.created.time_since_epoch().count()), subject, key});
        std::string data = R"({"type":)";
        append_json_string(data, made.type);
        data += R"(,"field":)";
        append_json_string(data, made.field);
        journal_.append(transaction, {"dispute.recorded", "citizen", subject, made.id, data + "}"});
        return made;
    });
}

Page Disputes::list(std::string_view code, int64_t page, int64_t size) {
    const std::string subject = subjects_.digest_of(code);
    return database_.read_value([&](db::Transaction& transaction) {
        Page found;
        found.total = transaction.query_one("SELECT COUNT(*) FROM disputes WHERE subject = ?", {subject})->integer(0);
        const auto rows =
            transaction.query("SELECT " + std::string(kColumns) +
                                  " FROM disputes WHERE subject = ? ORDER BY number DESC LIMIT ? OFFSET ?",
                              {subject, size, (page - 1) * size});
        for (const auto& row : rows) found.items.push_back(dispute_of(row));
        return found;
    });
}

bool Disputes::is_open(std::string_view code, std::string_view type, std::string_view field) {
    const std::string subject = subjects_.digest_of(code);
    return database_.read_value([&](db::Transaction& transaction) {
        return transaction
            .query_one(
                "SELECT 1 FROM disputes WHERE subject = ? AND type = ? AND field = ? "
                "AND state = 'recorded' LIMIT 1",
                {subject, std::string(type), std::string(field)})
            .has_value();
    });
}

std::string Disputes::title_of(const Dispute& dispute) const {
    return title_(dispute.type, dispute.field).value_or(dispute.field);
}

}  // namespace yici::disputes
