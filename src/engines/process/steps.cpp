#include "engines/process/steps.h"

#include <algorithm>

#include "engines/process/values.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::process {

namespace {

constexpr int kDeepestCalls = 30;

}  // namespace

std::shared_ptr<const Model> Models::get(db::Transaction& transaction, int64_t id) const {
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = models_.find(id); found != models_.end()) return found->second;
    }
    const auto row = store_.model(transaction, id);
    if (!row) throw Error(ErrorKind::not_found, "process.model_unknown", std::to_string(id));
    for (const auto& model : read_bpmn(store_.model_xml(transaction, id)).models) {
        if (model->key != row->key) continue;
        put(id, model);
        return model;
    }
    throw Error(ErrorKind::internal, "process.state_damaged", "model " + std::to_string(id));
}

void Models::put(int64_t id, std::shared_ptr<const Model> model) const {
    const std::lock_guard lock(mutex_);
    models_.insert_or_assign(id, std::move(model));
}

Loaded Engine::Inner::load(db::Transaction& transaction, InstanceRow row) const {
    Loaded loaded;
    loaded.model = models.get(transaction, row.model);
    loaded.state = decode(row.tokens, *loaded.model);
    loaded.variables = context_of_json(row.variables);
    loaded.clocks_stood = loaded.state.clocks_stand();
    loaded.row = std::move(row);
    return loaded;
}

Loaded Engine::Inner::lock(db::Transaction& transaction, int64_t instance) const {
    auto row = store.lock_instance(transaction, instance);
    if (!row) throw Error(ErrorKind::not_found, "process.instance_unknown", std::to_string(instance));
    if (row->state != InstanceState::running) {
        throw Error(ErrorKind::conflict, "process.instance_ended", std::to_string(instance));
    }
    return load(transaction, std::move(*row));
}

Execution Engine::Inner::execution(Loaded& loaded) const {
    return Execution({*loaded.model, loaded.state, loaded.variables, parts.clock, parts.calendar, parts.decisions,
                      loaded.row.key, loaded.row.parent.has_value()});
}

void Engine::Inner::store_step(db::Transaction& transaction, Loaded& loaded, Execution& execution,
                               const Step& step) const {
    Effects& effects = execution.effects();
    for (const Call& call : effects.calls) {
        if (!store.latest_model(transaction, call.process)) {
            execution.refuse(call.token, Error(ErrorKind::not_found, "process.called_unknown", call.process));
        }
    }
    turn_clocks(transaction, loaded, effects);
    write_instance(transaction, loaded, effects);
    for (const int64_t owner : effects.closed) store.drop_work(transaction, loaded.row.id, owner, now());
    write_work(transaction, loaded, effects);
    write_thrown(transaction, loaded, effects);
    journal(transaction, loaded, step);
    for (const int64_t token : effects.cancelled_calls) {
        for (const int64_t child : store.children(transaction, loaded.row.id, token)) {
            Loaded called = lock(transaction, child);
            called.row.parent.reset();  // its caller knows already
            Execution ending = this->execution(called);
            ending.cancel();
            store_step(transaction, called, ending, {step.by, "cancelled", {}, 0});
        }
    }
    const Effects done = std::move(effects);
    effects = {};
    tell(transaction, loaded, step, done);  // before what follows from it is told
    start_calls(transaction, loaded, done, step);
    if (done.ended || !done.escalations.empty()) tell_parent(transaction, loaded, done, step);
}

Engine::Inner::Above Engine::Inner::above(db::Transaction& transaction, const InstanceRow& row) const {
    Above above{row.id, 0};
    for (auto parent = row.parent; parent && above.depth <= kDeepestCalls; ++above.depth) {
        above.root = *parent;
        const auto caller = store.instance(transaction, *parent);
        parent = caller ? caller->parent : std::nullopt;
    }
    return above;
}

void Engine::Inner::tell(db::Transaction& transaction, const Loaded& loaded, const Step& step,
                         const Effects& effects) const {
    if (parts.listener == nullptr) return;
    Heard heard;
    heard.instance = loaded.row.id;
    heard.root = above(transaction, loaded.row).root;
    heard.key = loaded.row.key;
    heard.process = loaded.model->key;
    heard.by = step.by;
    heard.action = step.action;
    heard.clocks_stand = loaded.state.clocks_stand();
    heard.ended = loaded.row.state != InstanceState::running;
    heard.has_jobs = std::ranges::find(effects.opened, WorkKind::job, &Opened::kind) != effects.opened.end();
    heard.at = now();
    heard.decided = effects.decided;
    if (loaded.state.holds > 0) {
        for (const Token& token : loaded.state.tokens) {
            const Element& element = loaded.model->at(token.element);
            if (element.suspends_clocks) heard.hold = element.name.empty() ? element.id : element.name;
        }
    }
    parts.listener->stepped(transaction, heard);
}

void Engine::Inner::write_instance(db::Transaction& transaction, Loaded& loaded, Effects& effects) const {
    InstanceRow& row = loaded.row;
    if (effects.ended && row.state == InstanceState::running) {
        row.state = effects.error        ? InstanceState::failed
                    : effects.terminated ? InstanceState::terminated
                                         : InstanceState::done;
        row.ended = now();
        row.due.reset();
    }
    row.tokens = encode(loaded.state, *loaded.model);
    row.variables = to_json(loaded.variables);
    if (loaded.is_new) {
        row.id = store.insert_instance(transaction, row);
        loaded.is_new = false;
    } else {
        store.update_instance(transaction, row);
    }
}

void Engine::Inner::write_work(db::Transaction& transaction, const Loaded& loaded, const Effects& effects) const {
    const bool stand = loaded.state.clocks_stand();
    for (const Opened& work : effects.opened) {
        const std::string& element = loaded.model->at(work.element).id;
        const bool counts_days = work.rule.starts_with("w ") || work.rule.starts_with("c ");
        if (stand && counts_days) {
            Opened waiting = work;
            waiting.due.reset();
            store.insert_work(transaction, loaded.row.id, loaded.row.model, element, waiting, now());
        } else {
            store.insert_work(transaction, loaded.row.id, loaded.row.model, element, work, now());
        }
    }
}

void Engine::Inner::write_thrown(db::Transaction& transaction, const Loaded& loaded, const Effects& effects) const {
    WorkRow row;
    row.instance = loaded.row.id;
    row.model = loaded.row.model;
    row.kind = WorkKind::delivery;
    row.created = now();
    row.due = now();
    for (const ThrownMessage& message : effects.messages) {
        row.element = loaded.model->at(message.element).id;
        row.reference = message.name;
        row.key = message.key;
        row.payload = message.variables;
        row.rule = "message";
        (void)store.insert_row(transaction, row);
    }
    for (const std::string& name : effects.signals) {
        row.element = {};
        row.reference = name;
        row.key = {};
        row.payload = {};
        row.rule = "signal";
        (void)store.insert_row(transaction, row);
    }
}

/// Clocks that begin to stand lose their moments; those that go on again are counted anew, without the days between.
void Engine::Inner::turn_clocks(db::Transaction& transaction, Loaded& loaded, Effects& effects) const {
    const bool stand = loaded.state.clocks_stand();
    if (stand == loaded.clocks_stood || effects.ended) return;
    loaded.clocks_stood = stand;
    State& state = loaded.state;
    const Date today = china_date(now());
    if (stand) {
        state.stopped_from = today;
        // Stopped again on the day on which they went on: the earlier stop goes on.
        if (!state.stops.empty() && state.stops.back().to >= today) {
            state.stopped_from = state.stops.back().from;
            state.stops.pop_back();
        }
    } else {
        const Date yesterday{std::chrono::sys_days(today) - std::chrono::days(1)};
        state.stops.push_back({state.stopped_from, std::max(state.stopped_from, yesterday)});
    }
    const auto works = loaded.is_new ? std::vector<WorkRow>() : store.works(transaction, loaded.row.id, true);
    for (WorkRow row : works) {
        if (!row.rule.starts_with("w ") && !row.rule.starts_with("c ")) continue;
        row.due = stand ? std::nullopt : recount(row.rule, parts.calendar, state.stops);
        store.update_work(transaction, row);
    }
    for (Opened& work : effects.opened) {
        if (!stand && recount(work.rule, parts.calendar, state.stops)) {
            work.due = recount(work.rule, parts.calendar, state.stops);
        }
    }
    if (!loaded.row.rule.empty()) {
        loaded.row.due = stand ? std::nullopt : recount(loaded.row.rule, parts.calendar, state.stops);
    }
}

void Engine::Inner::start_calls(db::Transaction& transaction, const Loaded& loaded, const Effects& effects,
                                const Step& step) const {
    if (effects.calls.empty()) return;
    const int depth = above(transaction, loaded.row).depth;
    for (const Call& call : effects.calls) {
        // One that was begun before may have ended at once and have moved its caller.
        const auto caller = store.instance(transaction, loaded.row.id);
        const State state = decode(caller->tokens, *loaded.model);
        const Token* waiting = state.token(call.token);
        if (caller->state != InstanceState::running || waiting == nullptr || waiting->stand != Token::Stand::waiting)
            continue;
        if (depth > kDeepestCalls) throw Error(ErrorKind::rule_violated, "process.calls_too_deep", call.process);
        const auto model = store.latest_model(transaction, call.process);
        Start request;
        request.process = call.process;
        request.key = loaded.row.key;
        request.variables = call.variables;
        request.by = step.by;
        (void)begin(transaction, *model, request, -1, loaded.row.id, call.token, depth + 1);
    }
}

void Engine::Inner::tell_parent(db::Transaction& transaction, const Loaded& loaded, const Effects& effects,
                                const Step& step) const {
    if (!loaded.row.parent) return;
    auto row = store.lock_instance(transaction, *loaded.row.parent);
    if (!row || row->state != InstanceState::running) return;
    const int64_t token = *loaded.row.parent_token;
    for (const std::string& code : effects.escalations) {
        Loaded caller = load(transaction, *row);
        if (caller.state.token(token) == nullptr) return;
        Execution run = execution(caller);
        if (run.escalate(token, code)) store_step(transaction, caller, run, {step.by, "escalated", code, 0});
        row = store.lock_instance(transaction, *loaded.row.parent);
        if (row->state != InstanceState::running) return;
    }
    if (!effects.ended) return;
    Loaded caller = load(transaction, std::move(*row));
    const Token* waiting = caller.state.token(token);
    if (waiting == nullptr || waiting->stand != Token::Stand::waiting) return;
    const int element = waiting->element;
    Execution run = execution(caller);
    if (!effects.error) {
        run.done(token, element, loaded.variables);
    } else if (!run.throw_error(token, *effects.error, {})) {
        run.refuse(token, Error(ErrorKind::rule_violated, "process.error_uncaught", *effects.error));
    }
    store_step(transaction, caller, run, {step.by, "returned", caller.model->at(element).id, 0});
}

int64_t Engine::Inner::begin(db::Transaction& transaction, const ModelRow& model, const Start& request, int element,
                             std::optional<int64_t> parent, std::optional<int64_t> parent_token, int depth) const {
    if (depth > kDeepestCalls) throw Error(ErrorKind::rule_violated, "process.calls_too_deep", request.process);
    Loaded loaded;
    loaded.is_new = true;
    loaded.model = models.get(transaction, model.id);
    loaded.variables = request.variables;
    loaded.row.model = model.id;
    loaded.row.key = request.key;
    loaded.row.started = now();
    loaded.row.parent = parent;
    loaded.row.parent_token = parent_token;
    if (const auto& limit = loaded.model->limit) {
        feel::Run run(parts.clock);
        Timer timer;
        timer.kind = limit->working ? Timer::Kind::working_days : Timer::Kind::calendar_days;
        const Due due =
            due_of(timer, limit->days.evaluate(Lookup({&loaded.variables}), run), now(), parts.calendar, {});
        loaded.row.due = due.at;
        loaded.row.rule = due.rule;
    }
    Execution run = execution(loaded);
    run.start(element);
    store_step(transaction, loaded, run, {request.by, parent ? "called" : "started", model.key, 0});
    return loaded.row.id;
}

void Engine::Inner::journal(db::Transaction& transaction, const Loaded& loaded, const Step& step) const {
    if (parts.journal == nullptr) return;
    std::string data = R"({"procedure":)";
    append_json_string(data, loaded.model->key);
    data += R"(,"instance":)" + std::to_string(loaded.row.id);
    if (!step.element.empty()) {
        data += R"(,"element":)";
        append_json_string(data, step.element);
    }
    if (step.work != 0) data += R"(,"work":)" + std::to_string(step.work);
    if (loaded.row.state != InstanceState::running) {
        data += R"(,"ended":)" + std::to_string(static_cast<int64_t>(loaded.row.state));
    }
    parts.journal->append(transaction, {"procedure." + step.action, step.by, {}, loaded.row.key, data + "}"});
}

}  // namespace yici::process
