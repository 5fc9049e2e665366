#include <algorithm>

#include "engines/process/steps.h"
#include "engines/process/values.h"
#include "foundation/base/error.h"
#include "foundation/db/locking.h"

namespace yici::process {

namespace {

constexpr int64_t kDeliveryAttempts = 8;
constexpr std::chrono::seconds kDeliveryPause{5};
constexpr int64_t kSignalsAtOnce = 50;

}  // namespace

std::optional<int64_t> Engine::Inner::trigger(db::Transaction& transaction, const Store::Both& both,
                                              const feel::Context& outputs, std::string_view key,
                                              const std::string& by) const {
    WorkRow work = both.work;
    const auto next = work.kind == WorkKind::timer ? next_of(work.rule, work.due.value_or(now())) : std::nullopt;
    if (!both.instance) {
        const auto model = store.model(transaction, work.model);
        Start request;
        request.process = model->key;
        request.key = key;
        request.variables = outputs;
        request.by = by;
        const int element = models.get(transaction, model->id)->find(work.element).value();
        if (work.kind == WorkKind::timer) {
            work.state = next ? WorkState::open : WorkState::done;
            if (next) {
                work.due = next->at;
                work.rule = next->rule;
            }
            store.update_work(transaction, work);
        }
        return begin(transaction, *model, request, element, std::nullopt, std::nullopt, 0);
    }
    Loaded loaded = load(transaction, *both.instance);
    Execution run = execution(loaded);
    run.done(work.owner, loaded.model->find(work.element).value(), outputs);
    if (!run.effects().keep_open) {
        store.finish_work(transaction, work.id, by, now());
    } else if (work.kind == WorkKind::timer) {
        if (next) {
            work.due = next->at;
            work.rule = next->rule;
            store.update_work(transaction, work);
        } else {
            store.finish_work(transaction, work.id, by, now());
        }
    }
    store_step(transaction, loaded, run, {by, "fired", work.element, work.id});
    return loaded.row.id;
}

std::optional<int64_t> Engine::Inner::correlate(db::Transaction& transaction, const Message& message) const {
    auto waiting = store.waiting_message(transaction, message.name, message.key, false);
    if (!waiting) waiting = store.waiting_message(transaction, message.name, {}, true);
    if (!waiting) return std::nullopt;
    const auto both = store.lock_work(transaction, *waiting);
    if (!both || both->work.state != WorkState::open) return std::nullopt;
    return trigger(transaction, *both, message.variables, message.key, message.by);
}

std::optional<int64_t> Engine::correlate(db::Transaction& transaction, const Message& message) {
    std::optional<int64_t> earlier;
    if (!message.id.empty() && !inner_->store.remember_message(transaction, message.id, inner_->now(), earlier)) {
        return earlier;
    }
    const auto reached = inner_->correlate(transaction, message);
    if (reached && !message.id.empty()) inner_->store.message_reached(transaction, message.id, *reached);
    // A message that reached nobody may be sent again under its id.
    if (!reached && !message.id.empty()) {
        transaction.execute("DELETE FROM process_messages WHERE id = ?", {message.id});
    }
    return reached;
}

void Engine::signal(db::Transaction& transaction, std::string_view name, std::string_view by) {
    WorkRow row;
    row.kind = WorkKind::delivery;
    row.created = inner_->now();
    row.due = inner_->now();
    row.reference = name;
    row.rule = "signal";
    row.assignee = by;
    (void)inner_->store.insert_row(transaction, row);
}

/// A message or a signal on its way inside the engine.
void Engine::Inner::deliver(db::Transaction& transaction, WorkRow row) const {
    if (row.rule == "signal") {
        // Those who waited before it was sent; `owner` remembers how far it has come.
        const auto waiting = store.waiting_signals(transaction, row.reference, row.owner, row.id, kSignalsAtOnce);
        for (const int64_t id : waiting) {
            const auto both = store.lock_work(transaction, id);
            if (both && both->work.state == WorkState::open) (void)trigger(transaction, *both, {}, {}, "system");
            row.owner = id;
        }
        if (std::ssize(waiting) < kSignalsAtOnce) return store.finish_work(transaction, row.id, "system", now());
        return store.update_work(transaction, row);
    }
    Message message;
    message.name = row.reference;
    message.key = row.key;
    message.variables = context_of_json(row.payload);
    message.by = "system";
    if (correlate(transaction, message)) return store.finish_work(transaction, row.id, "system", now());
    if (++row.attempts >= kDeliveryAttempts) {
        row.state = WorkState::incident;
        row.problem = "process.message_unclaimed";
    } else {
        row.due = now() + kDeliveryPause * (int64_t{1} << row.attempts);
    }
    store.update_work(transaction, row);
}

void Engine::Inner::make_incident(db::Transaction& transaction, WorkRow row, const Error& error) const {
    row.state = WorkState::incident;
    row.problem = error.key() + " " + error.detail();
    store.update_work(transaction, row);
}

int64_t Engine::run_due(int64_t limit) {
    int64_t done = 0;
    // One transaction a piece, so that one that fails keeps no other back.
    const auto step = [&](WorkKind kind) {
        std::vector<int64_t> ids;
        std::optional<int64_t> current;
        std::optional<Error> failure;
        const auto work = [&](db::Transaction& transaction) {
            if (failure) {
                const auto failed = inner_->store.lock_work(transaction, *current);
                if (failed->work.state == WorkState::open) inner_->make_incident(transaction, failed->work, *failure);
                return;
            }
            ids = kind == WorkKind::timer ? inner_->store.due_timers(transaction, inner_->now(), 1)
                                          : inner_->store.due_deliveries(transaction, inner_->now(), 1);
            if (ids.empty()) return;
            current = ids.front();
            const auto both = inner_->store.lock_work(transaction, ids.front());
            if (kind == WorkKind::timer)
                (void)inner_->trigger(transaction, *both, {}, {}, "system");
            else
                inner_->deliver(transaction, both->work);
        };
        try {
            db::write_locking(inner_->parts.database, work);
        } catch (const Error& error) {
            if (!current || error.key().starts_with("db.")) throw;
            failure = error;
            db::write_locking(inner_->parts.database, work);
        }
        return !ids.empty();
    };
    for (const WorkKind kind : {WorkKind::timer, WorkKind::delivery}) {
        while (done < limit && step(kind)) ++done;
    }
    return done;
}

std::optional<Instant> Engine::next_due(db::Transaction& transaction) const {
    const auto timer = transaction.query_one(
        "SELECT due_at FROM process_work WHERE state = 0 AND kind = 3 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1");
    const auto delivery =
        transaction.query_one("SELECT due_at FROM process_work WHERE state = 0 AND kind = 7 ORDER BY due_at LIMIT 1");
    std::optional<Instant> next;
    for (const auto& row : {timer, delivery}) {
        if (row && (!next || instant_of(row->integer(0)) < *next)) next = instant_of(row->integer(0));
    }
    return next;
}

}  // namespace yici::process
