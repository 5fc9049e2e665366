#include "engines/process/store.h"

namespace yici::process {

namespace {

std::optional<Instant> instant_or_none(const db::Row& row, size_t column) {
    const auto value = row.integer_or_none(column);
    return value ? std::optional(instant_of(*value)) : std::nullopt;
}

db::Value value_of(const std::optional<Instant>& instant) {
    return instant ? db::Value(micros(*instant)) : db::Value();
}

db::Value value_of(const std::optional<int64_t>& number) {
    return number ? db::Value(*number) : db::Value();
}

ModelRow read_model(const db::Row& row) {
    return {row.integer(0), row.text(1), row.integer(2), row.text(3), row.text(4), instant_of(row.integer(5))};
}

constexpr const char* kModelColumns = "id, key, version, name, digest, deployed_at";

}  // namespace

Store::Store(db::Dialect dialect) {
    const bool server = dialect == db::Dialect::postgresql;
    const std::string lock = server ? " FOR UPDATE" : "";
    const std::string skip = server ? " FOR UPDATE SKIP LOCKED" : "";
    const std::string work = std::string("SELECT ") + kWorkColumns;
    texts_.instance = std::string("SELECT ") + kInstanceColumns + " FROM process_instances i WHERE i.id = ?";
    texts_.lock_instance = texts_.instance + lock;
    texts_.work = work + " FROM process_work w WHERE w.id = ?";
    texts_.lock_work = texts_.work + lock;
    // Whoever moves an instance locks its row first and reads the rest then. One writer at a time needs no locks and
    // reads both at once.
    if (server) {
        texts_.lock_instance_of =
            std::string("SELECT ") + kInstanceColumns +
            " FROM process_instances i WHERE i.id = (SELECT instance FROM process_work WHERE id = ?)"
            " FOR UPDATE";
    } else {
        texts_.both = work + ", " + kInstanceColumns +
                      " FROM process_work w JOIN process_instances i ON i.id = w.instance WHERE w.id = ?";
    }
    texts_.works = work + " FROM process_work w WHERE w.instance = ? ORDER BY w.id";
    texts_.open_works = work + " FROM process_work w WHERE w.instance = ? AND w.state IN (0, 3, 4) ORDER BY w.id";
    const std::string due = " w.state = 0 AND w.kind = 3 AND w.due_at IS NOT NULL AND w.due_at <= ? ";
    texts_.due_timers = "SELECT w.id FROM process_work w JOIN process_instances i ON i.id = w.instance WHERE" + due +
                        "ORDER BY w.due_at LIMIT ?" + (server ? " FOR UPDATE OF i SKIP LOCKED" : "");
    texts_.due_starts =
        "SELECT w.id FROM process_work w WHERE" + due + "AND w.instance = 0 ORDER BY w.due_at LIMIT ?" + skip;
    texts_.due_deliveries =
        "SELECT id FROM process_work WHERE state = 0 AND kind = 7 AND due_at <= ? ORDER BY due_at LIMIT ?" + skip;
    texts_.take_jobs =
        "UPDATE process_work AS w SET due_at = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM "
        "process_work WHERE state = 0 AND kind = 2 AND reference = ? AND due_at <= ? ORDER BY due_at "
        "LIMIT ?" +
        skip + ") RETURNING id";
}

WorkRow Store::read_work(const db::Row& row, size_t from) {
    WorkRow work;
    work.id = row.integer(from);
    work.instance = row.integer(from + 1);
    work.model = row.integer(from + 2);
    work.element = row.text(from + 3);
    work.owner = row.integer(from + 4);
    work.kind = static_cast<WorkKind>(row.integer(from + 5));
    work.state = static_cast<WorkState>(row.integer(from + 6));
    work.created = instant_of(row.integer(from + 7));
    work.due = instant_or_none(row, from + 8);
    work.rule = row.text(from + 9);
    work.reference = row.text(from + 10);
    work.key = row.text(from + 11);
    work.assignee = row.text(from + 12);
    work.delegated_by = row.text(from + 13);
    work.organisation = row.text(from + 14);
    work.role = row.text(from + 15);
    work.payload = row.text(from + 16);
    work.attempts = row.integer(from + 17);
    work.problem = row.text(from + 18);
    work.done = instant_or_none(row, from + 19);
    work.done_by = row.text(from + 20);
    return work;
}

InstanceRow Store::read_instance(const db::Row& row, size_t from) {
    InstanceRow instance;
    instance.id = row.integer(from);
    instance.model = row.integer(from + 1);
    instance.key = row.text(from + 2);
    instance.state = static_cast<InstanceState>(row.integer(from + 3));
    instance.started = instant_of(row.integer(from + 4));
    instance.ended = instant_or_none(row, from + 5);
    instance.due = instant_or_none(row, from + 6);
    instance.rule = row.text(from + 7);
    instance.parent = row.integer_or_none(from + 8);
    instance.parent_token = row.integer_or_none(from + 9);
    instance.tokens = row.text(from + 10);
    instance.variables = row.text(from + 11);
    return instance;
}

int64_t Store::insert_model(db::Transaction& transaction, const ModelRow& row, std::string_view xml) const {
    return transaction
        .query_one(
            "INSERT INTO process_models (key, version, name, digest, xml, deployed_at) VALUES (?, ?, ?, ?, ?, ?) "
            "RETURNING id",
            {row.key, row.version, row.name, row.digest, std::string(xml), micros(row.deployed)})
        ->integer(0);
}

std::optional<ModelRow> Store::latest_model(db::Transaction& transaction, std::string_view key) const {
    const auto row = transaction.query_one(
        std::string("SELECT ") + kModelColumns + " FROM process_models WHERE key = ? ORDER BY version DESC LIMIT 1",
        {std::string(key)});
    return row ? std::optional(read_model(*row)) : std::nullopt;
}

std::optional<ModelRow> Store::model(db::Transaction& transaction, int64_t id) const {
    const auto row =
        transaction.query_one(std::string("SELECT ") + kModelColumns + " FROM process_models WHERE id = ?", {id});
    return row ? std::optional(read_model(*row)) : std::nullopt;
}

std::vector<ModelRow> Store::models(db::Transaction& transaction) const {
    std::vector<ModelRow> found;
    for (const db::Row& row :
         transaction.query(std::string("SELECT ") + kModelColumns + " FROM process_models ORDER BY key, version")) {
        found.push_back(read_model(row));
    }
    return found;
}

std::string Store::model_xml(db::Transaction& transaction, int64_t id) const {
    const auto row = transaction.query_one("SELECT xml FROM process_models WHERE id = ?", {id});
    return row ? row->text(0) : std::string();
}

int64_t Store::insert_instance(db::Transaction& transaction, const InstanceRow& row) const {
    return transaction
        .query_one(
            "INSERT INTO process_instances (model, business_key, state, started_at, ended_at, due_at, rule, parent, "
            "parent_token, tokens, variables) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            {row.model, row.key, static_cast<int64_t>(row.state), micros(row.started), value_of(row.ended),
             value_of(row.due), row.rule, value_of(row.parent), value_of(row.parent_token), row.tokens, row.variables})
        ->integer(0);
}

void Store::update_instance(db::Transaction& transaction, const InstanceRow& row) const {
    transaction.execute(
        "UPDATE process_instances SET state = ?, ended_at = ?, due_at = ?, tokens = ?, variables = ?, model = ? "
        "WHERE id = ?",
        {static_cast<int64_t>(row.state), value_of(row.ended), value_of(row.due), row.tokens, row.variables, row.model,
         row.id});
}

std::optional<InstanceRow> Store::lock_instance(db::Transaction& transaction, int64_t id) const {
    const auto row = transaction.query_one(texts_.lock_instance, {id});
    return row ? std::optional(read_instance(*row)) : std::nullopt;
}

std::optional<InstanceRow> Store::instance(db::Transaction& transaction, int64_t id) const {
    const auto row = transaction.query_one(texts_.instance, {id});
    return row ? std::optional(read_instance(*row)) : std::nullopt;
}

std::vector<int64_t> Store::children(db::Transaction& transaction, int64_t parent, int64_t token) const {
    std::vector<int64_t> ids;
    for (const db::Row& row :
         transaction.query("SELECT id FROM process_instances WHERE parent IS NOT NULL AND parent = ? "
                           "AND parent_token = ? AND state = 0 ORDER BY id",
                           {parent, token})) {
        ids.push_back(row.integer(0));
    }
    return ids;
}

int64_t Store::insert_row(db::Transaction& transaction, const WorkRow& row) const {
    return transaction
        .query_one(
            "INSERT INTO process_work (instance, model, element, owner, kind, state, created_at, due_at, rule, "
            "reference, key, assignee, delegated_by, organisation, role, payload, attempts, problem, done_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '') RETURNING id",
            {row.instance, row.model, row.element, row.owner, static_cast<int64_t>(row.kind),
             static_cast<int64_t>(row.state), micros(row.created), value_of(row.due), row.rule, row.reference, row.key,
             row.assignee, row.delegated_by, row.organisation, row.role, row.payload, row.attempts, row.problem})
        ->integer(0);
}

int64_t Store::insert_work(db::Transaction& transaction, int64_t instance, int64_t model, std::string_view element,
                           const Opened& work, Instant now) const {
    WorkRow row;
    row.instance = instance;
    row.model = model;
    row.element = element;
    row.owner = work.owner;
    row.kind = work.kind;
    row.created = now;
    row.due = work.due;
    row.rule = work.rule;
    row.reference = work.reference;
    row.key = work.key;
    row.assignee = work.assignee;
    if (!work.candidates.empty()) {
        row.organisation = work.candidates.front().first;
        row.role = work.candidates.front().second;
    }
    if (work.kind == WorkKind::incident) {
        row.state = WorkState::incident;
        row.problem = work.payload;
    } else {
        row.payload = work.payload;
    }
    const int64_t id = insert_row(transaction, row);
    for (size_t i = 1; i < work.candidates.size(); ++i) {
        transaction.execute(
            "INSERT INTO process_candidates (work, organisation, role) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            {id, work.candidates[i].first, work.candidates[i].second});
    }
    return id;
}

}  // namespace yici::process
