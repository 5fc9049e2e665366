#include "services/credit/credit_store.h"

#include "foundation/base/instants.h"

namespace yici::credit {

namespace {

constexpr std::string_view kColumns =
    "number, entry, subject, organ, reason, state, due_on, yellow_from, answer, basis, supplemented, created_at, "
    "open_key";
constexpr std::string_view kRepair =
    "SELECT number, entry, subject, organ, reason, state, due_on, yellow_from, answer, basis, supplemented, created_at "
    "FROM credit_repairs";

Repair repair_of(const db::Row& row) {
    Repair repair;
    repair.number = row.text(0);
    repair.entry = row.text(1);
    repair.subject = row.text(2);
    repair.organ = row.text(3);
    repair.reason = row.text(4);
    repair.state = parse_repair_state(row.text(5)).value_or(RepairState::reviewing);
    if (const auto due = parse_date(row.text(6))) repair.limit = {*due, parse_date(row.text(7)).value_or(*due)};
    repair.answer = row.text(8);
    repair.basis = row.text(9);
    repair.supplemented = row.integer(10) != 0;
    repair.created_at = instant_of(row.integer(11));
    return repair;
}

bool is_open(const Repair& repair) {
    return repair.state == RepairState::reviewing || repair.state == RepairState::supplementing;
}

}  // namespace

std::optional<Repair> load_repair(db::Transaction& transaction, std::string_view number) {
    const auto row = transaction.query_one(std::string(kRepair) + " WHERE number = ?", {std::string(number)});
    if (!row) return std::nullopt;
    return repair_of(*row);
}

void store_repair(db::Transaction& transaction, const Repair& repair) {
    const db::Value open_key = is_open(repair) ? db::Value(repair.entry) : db::Value();
    transaction.execute(
        "INSERT INTO credit_repairs (" + std::string(kColumns) +
            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET state = "
            "excluded.state, due_on = excluded.due_on, yellow_from = excluded.yellow_from, answer = excluded.answer, "
            "basis = excluded.basis, supplemented = excluded.supplemented, open_key = excluded.open_key",
        {repair.number, repair.entry, repair.subject, repair.organ, repair.reason, std::string(to_string(repair.state)),
         repair.limit ? to_string(repair.limit->due) : std::string(),
         repair.limit ? to_string(repair.limit->yellow_from) : std::string(), repair.answer, repair.basis,
         int64_t{repair.supplemented ? 1 : 0}, micros(repair.created_at), open_key});
}

RepairPage load_repairs(db::Transaction& transaction, const RepairFilter& filter, Date today) {
    std::string where = " WHERE 1 = 1";
    std::vector<db::Value> parameters;
    const auto add = [&](const char* condition, std::vector<db::Value> values) {
        where += std::string(" AND ") + condition;
        for (db::Value& value : values) parameters.push_back(std::move(value));
    };
    const std::string day = to_string(today);
    if (!filter.organ.empty()) add("organ = ?", {filter.organ});
    if (!filter.subject.empty()) add("subject = ?", {filter.subject});
    if (!filter.state.empty()) add("state = ?", {filter.state});
    if (filter.light == "green") add("due_on >= ? AND yellow_from > ?", {day, day});
    if (filter.light == "yellow") add("due_on >= ? AND yellow_from <= ?", {day, day});
    if (filter.light == "red") add("due_on <> '' AND due_on < ?", {day});
    RepairPage page;
    page.total =
        transaction.query("SELECT COUNT(*) FROM credit_repairs" + where, db::Values(parameters)).at(0).integer(0);
    parameters.emplace_back(filter.part.size);
    parameters.emplace_back(filter.part.offset());
    for (const db::Row& row :
         transaction.query(std::string(kRepair) + where + " ORDER BY created_at DESC, number DESC LIMIT ? OFFSET ?",
                           db::Values(parameters))) {
        page.items.push_back(repair_of(row));
    }
    return page;
}

bool has_open_repair(db::Transaction& transaction, std::string_view entry) {
    return transaction.query_one("SELECT number FROM credit_repairs WHERE open_key = ?", {std::string(entry)})
        .has_value();
}

std::vector<Repair> overdue_supplements(db::Transaction& transaction, Date today) {
    std::vector<Repair> repairs;
    for (const db::Row& row :
         transaction.query(std::string(kRepair) + " WHERE state = 'supplementing' AND due_on < ? ORDER BY number",
                           {to_string(today)})) {
        repairs.push_back(repair_of(row));
    }
    return repairs;
}

void insert_evidence(db::Transaction& transaction, std::string_view repair, const std::vector<Evidence>& evidence,
                     Instant time) {
    int64_t position =
        transaction
            .query_one("SELECT COALESCE(MAX(position), 0) FROM credit_evidence WHERE repair = ?", {std::string(repair)})
            ->integer(0);
    for (const Evidence& one : evidence) {
        transaction.execute(
            "INSERT INTO credit_evidence (repair, position, title, content, time) VALUES (?, ?, ?, ?, ?)",
            {std::string(repair), ++position, one.title, one.content, micros(time)});
    }
}

std::vector<Evidence> load_evidence(db::Transaction& transaction, std::string_view repair) {
    std::vector<Evidence> evidence;
    for (const db::Row& row :
         transaction.query("SELECT title, content, time FROM credit_evidence WHERE repair = ? ORDER BY position",
                           {std::string(repair)})) {
        evidence.push_back({row.text(0), row.text(1), instant_of(row.integer(2))});
    }
    return evidence;
}

}  // namespace yici::credit
