#include <algorithm>

#include "engines/process/steps.h"

namespace yici::process {

namespace {

std::string name_of(const Element& element) {
    return element.name.empty() ? element.id : element.name;
}

}  // namespace

WorkView Engine::Inner::view_of(db::Transaction& transaction, WorkRow row) const {
    WorkView view;
    const auto model = models.get(transaction, row.model);
    if (const auto element = model->find(row.element)) view.name = name_of(model->at(*element));
    if (row.kind == WorkKind::user && row.due && (row.state == WorkState::open || row.state == WorkState::held)) {
        view.light = light_of_rule(row.rule, *row.due, now(), parts.calendar);
    }
    view.row = std::move(row);
    return view;
}

std::optional<InstanceView> Engine::view(db::Transaction& transaction, int64_t instance) const {
    auto row = inner_->store.instance(transaction, instance);
    if (!row) return std::nullopt;
    InstanceView view;
    const Loaded loaded = inner_->load(transaction, std::move(*row));
    view.row = loaded.row;
    const auto model = inner_->store.model(transaction, loaded.row.model);
    view.process = model->key;
    view.version = model->version;
    view.name = model->name;
    view.clocks_stand = loaded.state.clocks_stand();
    view.suspended = loaded.state.suspended;
    view.holds = loaded.state.holds > 0;
    if (loaded.row.due) {
        view.light = light_of_rule(loaded.row.rule, *loaded.row.due, inner_->now(), inner_->parts.calendar);
    }
    for (const Token& token : loaded.state.tokens) {
        const Element& element = loaded.model->at(token.element);
        view.tokens.push_back({element.id, name_of(element), static_cast<char>(token.stand), token.id});
    }
    for (WorkRow& work : inner_->store.works(transaction, instance, false)) {
        view.work.push_back(inner_->view_of(transaction, std::move(work)));
    }
    return view;
}

std::optional<Engine::Brief> Engine::brief(db::Transaction& transaction, int64_t instance) const {
    auto row = inner_->store.instance(transaction, instance);
    if (!row) return std::nullopt;
    const Loaded loaded = inner_->load(transaction, std::move(*row));
    return Brief{loaded.row.key, loaded.state.suspended};
}

std::vector<int64_t> Engine::find_by_key(db::Transaction& transaction, std::string_view key) const {
    std::vector<int64_t> ids;
    for (const db::Row& row :
         transaction.query("SELECT id FROM process_instances WHERE business_key = ? ORDER BY id", {std::string(key)})) {
        ids.push_back(row.integer(0));
    }
    return ids;
}

std::vector<int64_t> Engine::running(db::Transaction& transaction, int64_t model, int64_t limit, int64_t offset,
                                     int64_t& total) const {
    total = transaction.query_one("SELECT COUNT(*) FROM process_instances WHERE model = ? AND state = 0", {model})
                ->integer(0);
    std::vector<int64_t> ids;
    for (const db::Row& row : transaction.query(
             "SELECT id FROM process_instances WHERE model = ? AND state = 0 ORDER BY id LIMIT ? OFFSET ?",
             {model, limit, offset})) {
        ids.push_back(row.integer(0));
    }
    return ids;
}

std::vector<RunningCount> Engine::running_counts(db::Transaction& transaction) const {
    // Two questions, so that each is answered by its own index: late ones are few.
    std::vector<RunningCount> counts;
    for (const db::Row& row :
         transaction.query("SELECT model, COUNT(*) FROM process_instances WHERE state = 0 GROUP BY model", {})) {
        counts.push_back({row.integer(0), row.integer(1), 0});
    }
    for (const db::Row& row : transaction.query("SELECT model, COUNT(*) FROM process_instances WHERE state = 0 AND "
                                                "due_at IS NOT NULL AND due_at <= CAST(? AS BIGINT) GROUP BY model",
                                                {micros(inner_->now())})) {
        const auto found = std::ranges::find(counts, row.integer(0), &RunningCount::model);
        if (found != counts.end()) found->late = row.integer(1);
    }
    return counts;
}

std::vector<WorkView> Engine::open_work(db::Transaction& transaction, int64_t instance) const {
    std::vector<WorkView> views;
    for (WorkRow& work : inner_->store.works(transaction, instance, true)) {
        views.push_back(inner_->view_of(transaction, std::move(work)));
    }
    return views;
}

std::vector<WorkView> Engine::tasks_of_key(db::Transaction& transaction, std::string_view key) const {
    std::vector<WorkView> views;
    for (const db::Row& row :
         transaction.query(std::string("SELECT ") + Store::kWorkColumns +
                               " FROM process_instances i JOIN process_work w ON w.instance = i.id WHERE "
                               "i.business_key = ? AND w.kind = 1 AND w.state IN (0, 4) ORDER BY w.id",
                           {std::string(key)})) {
        views.push_back(inner_->view_of(transaction, Store::read_work(row)));
    }
    return views;
}

std::vector<std::pair<std::string, std::string>> Engine::candidates(db::Transaction& transaction, int64_t work) const {
    std::vector<std::pair<std::string, std::string>> found;
    for (const db::Row& row :
         transaction.query("SELECT organisation, role FROM process_work WHERE id = ? UNION SELECT organisation, role "
                           "FROM process_candidates WHERE work = ?",
                           {work, work})) {
        if (!row.text(0).empty() || !row.text(1).empty()) found.emplace_back(row.text(0), row.text(1));
    }
    return found;
}

std::vector<WorkView> Engine::tasks(db::Transaction& transaction, std::string_view organisation, std::string_view role,
                                    int64_t after, int64_t limit) const {
    const std::string columns = Store::kWorkColumns;
    const std::string sql =
        "SELECT * FROM (SELECT " + columns +
        " FROM process_work w WHERE w.state = 0 AND w.kind = 1 AND w.organisation = ? AND w.role = ? "
        "AND w.id > ? ORDER BY w.id LIMIT ?) mine UNION SELECT * FROM (SELECT " +
        columns +
        " FROM process_candidates c JOIN process_work w ON w.id = c.work WHERE c.organisation = ? AND "
        "c.role = ? AND c.work > ? AND w.state = 0 AND w.kind = 1 ORDER BY c.work LIMIT ?) others "
        "ORDER BY 1 LIMIT ?";
    std::vector<WorkView> views;
    for (const db::Row& row :
         transaction.query(sql, {std::string(organisation), std::string(role), after, limit, std::string(organisation),
                                 std::string(role), after, limit, limit})) {
        views.push_back(inner_->view_of(transaction, Store::read_work(row)));
    }
    return views;
}

std::vector<WorkView> Engine::tasks_of(db::Transaction& transaction, std::string_view person, int64_t after,
                                       int64_t limit) const {
    std::vector<WorkView> views;
    for (const db::Row& row : transaction.query(
             std::string("SELECT ") + Store::kWorkColumns +
                 " FROM process_work w WHERE w.state = 0 AND w.kind = 1 AND w.assignee <> '' AND w.assignee = ? AND "
                 "w.id > ? ORDER BY w.id LIMIT ?",
             {std::string(person), after, limit})) {
        views.push_back(inner_->view_of(transaction, Store::read_work(row)));
    }
    return views;
}

namespace {

constexpr size_t kMostRoles = 6;

/// Parameters for "organisation IN (?, '') AND role IN (?, ?, ?, ?, ?, ?, '')".
std::vector<db::Value> seat_values(const Engine::Seat& seat) {
    std::vector<db::Value> values = {seat.organisation};
    for (size_t i = 0; i < kMostRoles; ++i) {
        values.emplace_back(i < seat.roles.size() ? seat.roles[i] : std::string());
    }
    return values;
}

constexpr const char* kForSeat =
    "w.state = 0 AND w.kind = 1 AND (w.assignee = '' OR w.assignee = ?) AND w.id IN (SELECT id FROM process_work WHERE "
    "state = 0 AND kind = 1 AND organisation IN (?, '') AND role IN (?, ?, ?, ?, ?, ?, '') UNION SELECT work FROM "
    "process_candidates WHERE organisation IN (?, '') AND role IN (?, ?, ?, ?, ?, ?, '') UNION SELECT id FROM "
    "process_work WHERE state = 0 AND kind = 1 AND assignee <> '' AND assignee = ?)";

std::vector<db::Value> for_seat(const Engine::Seat& seat) {
    std::vector<db::Value> values = {seat.person};
    for (int i = 0; i < 2; ++i) {
        for (db::Value& value : seat_values(seat)) values.push_back(std::move(value));
    }
    values.emplace_back(seat.person);
    return values;
}

}  // namespace

std::vector<WorkView> Engine::tasks_for(db::Transaction& transaction, const Seat& seat, int64_t limit, int64_t offset,
                                        int64_t& total) const {
    std::vector<db::Value> values = for_seat(seat);
    total = transaction.query(std::string("SELECT COUNT(*) FROM process_work w WHERE ") + kForSeat, values)
                .at(0)
                .integer(0);
    values.emplace_back(limit);
    values.emplace_back(offset);
    std::vector<WorkView> views;
    for (const db::Row& row :
         transaction.query(std::string("SELECT ") + Store::kWorkColumns + " FROM process_work w WHERE " + kForSeat +
                               " ORDER BY w.id LIMIT ? OFFSET ?",
                           values)) {
        views.push_back(inner_->view_of(transaction, Store::read_work(row)));
    }
    return views;
}

bool Engine::may_take(db::Transaction& transaction, const Seat& seat, int64_t work) const {
    std::vector<db::Value> values = for_seat(seat);
    values.emplace_back(work);
    return !transaction.query(std::string("SELECT 1 FROM process_work w WHERE ") + kForSeat + " AND w.id = ?", values)
                .empty();
}

std::optional<WorkView> Engine::work(db::Transaction& transaction, int64_t id) const {
    auto row = inner_->store.work(transaction, id);
    return row ? std::optional(inner_->view_of(transaction, std::move(*row))) : std::nullopt;
}

std::vector<WorkView> Engine::incidents(db::Transaction& transaction, int64_t limit, int64_t offset) const {
    std::vector<WorkView> views;
    for (const db::Row& row :
         transaction.query(std::string("SELECT ") + Store::kWorkColumns +
                               " FROM process_work w WHERE w.state = 3 ORDER BY w.id LIMIT ? OFFSET ?",
                           {limit, offset})) {
        views.push_back(inner_->view_of(transaction, Store::read_work(row)));
    }
    return views;
}

int64_t Engine::incident_count(db::Transaction& transaction) const {
    return transaction.query_one("SELECT COUNT(*) FROM process_work WHERE state = 3")->integer(0);
}

std::vector<ElementCount> Engine::heat(db::Transaction& transaction, int64_t model) const {
    std::vector<ElementCount> counts;
    const auto rows = transaction.query(
        "SELECT element, SUM(CASE WHEN state IN (0, 4) THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN state = 0 AND kind = 1 AND due_at IS NOT NULL AND due_at <= CAST(? AS BIGINT) THEN 1 ELSE 0 "
        "END), "
        "SUM(CASE WHEN state = 3 THEN 1 ELSE 0 END), SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN state = 2 THEN 1 ELSE 0 END), MIN(CASE WHEN state IN (0, 4) THEN created_at END), "
        "CAST(COALESCE(SUM(CASE WHEN state = 1 THEN (done_at - created_at) / 1000 ELSE 0 END), 0) AS BIGINT) "
        "FROM process_work WHERE model = ? AND instance <> 0 AND kind <> 7 GROUP BY element ORDER BY element",
        {micros(inner_->now()), model});
    for (const db::Row& row : rows) {
        ElementCount one;
        one.element = row.text(0);
        one.open = row.integer(1);
        one.late = row.integer(2);
        one.incidents = row.integer(3);
        one.done = row.integer(4);
        one.dropped = row.integer(5);
        if (const auto oldest = row.integer_or_none(6)) one.oldest_open = instant_of(*oldest);
        if (one.done > 0)
            one.mean_seconds = static_cast<double>(row.integer(7)) / 1000.0 / static_cast<double>(one.done);
        counts.push_back(one);
    }
    return counts;
}

}  // namespace yici::process
