#include "engines/process/store.h"

namespace yici::process {

namespace {

db::Value value_of(const std::optional<Instant>& instant) {
    return instant ? db::Value(micros(*instant)) : db::Value();
}

std::vector<int64_t> ids_of(const std::vector<db::Row>& rows) {
    std::vector<int64_t> ids;
    ids.reserve(rows.size());
    for (const db::Row& row : rows) ids.push_back(row.integer(0));
    return ids;
}

}  // namespace

std::optional<WorkRow> Store::work(db::Transaction& transaction, int64_t id) const {
    const auto row = transaction.query_one(texts_.work, {id});
    return row ? std::optional(read_work(*row)) : std::nullopt;
}

std::optional<Store::Both> Store::lock_work(db::Transaction& transaction, int64_t id) const {
    std::optional<InstanceRow> instance;
    if (texts_.lock_instance_of.empty()) {
        if (const auto row = transaction.query_one(texts_.both, {id})) {
            return Both{read_work(*row), read_instance(*row, kWorkWidth)};
        }
    } else if (const auto row = transaction.query_one(texts_.lock_instance_of, {id})) {
        instance = read_instance(*row);
    }
    const auto row = transaction.query_one(instance ? texts_.work : texts_.lock_work, {id});
    return row ? std::optional(Both{read_work(*row), std::move(instance)}) : std::nullopt;
}

void Store::finish_work(db::Transaction& transaction, int64_t id, std::string_view by, Instant now) const {
    transaction.execute("UPDATE process_work SET state = 1, done_at = ?, done_by = ? WHERE id = ?",
                        {micros(now), std::string(by), id});
}

void Store::drop_work(db::Transaction& transaction, int64_t instance, int64_t owner, Instant now) const {
    transaction.execute(
        "UPDATE process_work SET state = 2, done_at = ? WHERE instance = ? AND owner = ? AND state IN (0, 3, 4) AND "
        "kind <> 7",
        {micros(now), instance, owner});
}

void Store::update_work(db::Transaction& transaction, const WorkRow& row) const {
    transaction.execute(
        "UPDATE process_work SET state = ?, due_at = ?, rule = ?, assignee = ?, delegated_by = ?, payload = ?, "
        "attempts = ?, problem = ?, owner = ? WHERE id = ?",
        {static_cast<int64_t>(row.state), value_of(row.due), row.rule, row.assignee, row.delegated_by, row.payload,
         row.attempts, row.problem, row.owner, row.id});
}

std::vector<WorkRow> Store::works(db::Transaction& transaction, int64_t instance, bool open_alone) const {
    std::vector<WorkRow> found;
    for (const db::Row& row : transaction.query(open_alone ? texts_.open_works : texts_.works, {instance})) {
        found.push_back(read_work(row));
    }
    return found;
}

std::vector<int64_t> Store::due_timers(db::Transaction& transaction, Instant now, int64_t limit) const {
    auto ids = ids_of(transaction.query(texts_.due_timers, {micros(now), limit}));
    return ids.empty() ? ids_of(transaction.query(texts_.due_starts, {micros(now), limit})) : ids;
}

std::vector<int64_t> Store::due_deliveries(db::Transaction& transaction, Instant now, int64_t limit) const {
    return ids_of(transaction.query(texts_.due_deliveries, {micros(now), limit}));
}

std::vector<WorkRow> Store::take_jobs(db::Transaction& transaction, std::string_view reference, Instant now,
                                      Instant lease, int64_t limit) const {
    std::vector<WorkRow> taken;
    for (const int64_t id :
         ids_of(transaction.query(texts_.take_jobs, {micros(lease), std::string(reference), micros(now), limit}))) {
        taken.push_back(work(transaction, id).value());
    }
    return taken;
}

std::optional<int64_t> Store::waiting_message(db::Transaction& transaction, std::string_view name, std::string_view key,
                                              bool of_model) const {
    const auto row = transaction.query_one(
        of_model ? "SELECT id FROM process_work WHERE state = 0 AND kind IN (4, 5) AND kind = 4 AND reference = ? AND "
                   "key = ? AND instance = 0 ORDER BY id DESC LIMIT 1"
                 : "SELECT id FROM process_work WHERE state = 0 AND kind IN (4, 5) AND kind = 4 AND reference = ? AND "
                   "key = ? AND instance <> 0 ORDER BY id LIMIT 1",
        {std::string(name), std::string(key)});
    return row ? std::optional(row->integer(0)) : std::nullopt;
}

std::vector<int64_t> Store::waiting_signals(db::Transaction& transaction, std::string_view name, int64_t after,
                                            int64_t before, int64_t limit) const {
    return ids_of(transaction.query(
        "SELECT id FROM process_work WHERE state = 0 AND kind IN (4, 5) AND kind = 5 AND reference = ? AND id > ? AND "
        "id < ? ORDER BY id LIMIT ?",
        {std::string(name), after, before, limit}));
}

bool Store::remember_message(db::Transaction& transaction, std::string_view id, Instant now,
                             std::optional<int64_t>& instance) const {
    const int64_t added =
        transaction.execute("INSERT INTO process_messages (id, received_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                            {std::string(id), micros(now)});
    if (added > 0) return true;
    const auto row = transaction.query_one("SELECT instance FROM process_messages WHERE id = ?", {std::string(id)});
    if (row) instance = row->integer_or_none(0);
    return false;
}

void Store::message_reached(db::Transaction& transaction, std::string_view id, int64_t instance) const {
    transaction.execute("UPDATE process_messages SET instance = ? WHERE id = ?", {instance, std::string(id)});
}

}  // namespace yici::process
