#include <algorithm>

#include "engines/process/steps.h"
#include "foundation/base/error.h"

namespace yici::process {

namespace {

void put_all(Loaded& loaded, const feel::Context& set) {
    for (const auto& [name, value] : set.entries()) loaded.variables.put(name, value);
}

Store::Both incident_of(const Store& store, db::Transaction& transaction, int64_t id) {
    auto both = store.lock_work(transaction, id);
    if (!both) throw Error(ErrorKind::not_found, "process.work_unknown", std::to_string(id));
    if (both->work.state != WorkState::incident || !both->instance) {
        throw Error(ErrorKind::conflict, "process.no_incident", std::to_string(id));
    }
    if (both->instance->state != InstanceState::running && both->work.kind != WorkKind::delivery) {
        throw Error(ErrorKind::conflict, "process.instance_ended", std::to_string(both->instance->id));
    }
    return std::move(*both);
}

}  // namespace

void Engine::retry(db::Transaction& transaction, int64_t work, const std::string& by, const feel::Context& set) {
    auto both = incident_of(inner_->store, transaction, work);
    Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    put_all(loaded, set);
    Execution run = inner_->execution(loaded);
    if (both.work.kind == WorkKind::incident) {
        inner_->store.finish_work(transaction, work, by, inner_->now());
        run.retry(both.work.owner);
    } else {
        both.work.state = WorkState::open;
        both.work.attempts = 0;
        both.work.problem.clear();
        both.work.due = inner_->now();
        inner_->store.update_work(transaction, both.work);
    }
    inner_->store_step(transaction, loaded, run, {by, "retried", both.work.element, work});
}

void Engine::skip(db::Transaction& transaction, int64_t work, const std::string& by, std::string_view flow) {
    auto both = incident_of(inner_->store, transaction, work);
    Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    Execution run = inner_->execution(loaded);
    inner_->store.finish_work(transaction, work, by, inner_->now());
    if (both.work.kind != WorkKind::delivery) {
        int chosen = -1;
        for (size_t i = 0; i < loaded.model->flows.size() && !flow.empty(); ++i) {
            if (loaded.model->flows[i].id == flow) chosen = static_cast<int>(i);
        }
        if (!flow.empty() && chosen < 0)
            throw Error(ErrorKind::invalid_input, "process.flow_unknown", std::string(flow));
        const int element = loaded.model->find(both.work.element).value();
        const Token* token = loaded.state.token(both.work.owner);
        // A timer of a boundary or an event sub-process that could not fire is given up; its activity goes on.
        if (token != nullptr && token->element == element) run.skip(both.work.owner, chosen);
    }
    inner_->store_step(transaction, loaded, run, {by, "skipped", both.work.element, work});
}

void Engine::set_variables(db::Transaction& transaction, int64_t instance, const std::string& by,
                           const feel::Context& set) {
    Loaded loaded = inner_->lock(transaction, instance);
    put_all(loaded, set);
    Execution run = inner_->execution(loaded);
    run.look_again();
    inner_->store_step(transaction, loaded, run, {by, "variables_set", {}, 0});
}

void Engine::cancel(db::Transaction& transaction, int64_t instance, const std::string& by, const std::string& reason) {
    if (reason.empty()) throw Error(ErrorKind::invalid_input, "process.reason_missing");
    Loaded loaded = inner_->lock(transaction, instance);
    if (loaded.row.parent)
        throw Error(ErrorKind::conflict, "process.called_by_other", std::to_string(*loaded.row.parent));
    Execution run = inner_->execution(loaded);
    run.cancel();
    loaded.row.state = InstanceState::cancelled;
    loaded.row.ended = inner_->now();
    loaded.row.due.reset();
    inner_->store_step(transaction, loaded, run, {by, "cancelled", {}, 0});
}

void Engine::suspend_clocks(db::Transaction& transaction, int64_t instance, const std::string& by) {
    Loaded loaded = inner_->lock(transaction, instance);
    if (loaded.state.suspended) throw Error(ErrorKind::conflict, "process.clocks_stand", std::to_string(instance));
    loaded.state.suspended = true;
    Execution run = inner_->execution(loaded);
    inner_->store_step(transaction, loaded, run, {by, "clocks_suspended", {}, 0});
}

void Engine::resume_clocks(db::Transaction& transaction, int64_t instance, const std::string& by) {
    Loaded loaded = inner_->lock(transaction, instance);
    if (!loaded.state.suspended) throw Error(ErrorKind::conflict, "process.clocks_go", std::to_string(instance));
    loaded.state.suspended = false;
    Execution run = inner_->execution(loaded);
    inner_->store_step(transaction, loaded, run, {by, "clocks_resumed", {}, 0});
}

}  // namespace yici::process
