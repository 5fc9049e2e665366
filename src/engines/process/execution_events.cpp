#include <algorithm>

#include "engines/process/execution.h"
#include "engines/process/values.h"
#include "foundation/base/error.h"

namespace yici::process {

namespace {

bool has_subscription(const Element& event) {
    return event.event == EventKind::timer || event.event == EventKind::message || event.event == EventKind::signal;
}

}  // namespace

std::vector<int> Execution::subscriptions_of(const Token& token) const {
    const Element& element = element_of(token);
    std::vector<int> events;
    if (element.type == ElementType::event_gateway) {
        for (const int flow : element.outgoing) events.push_back(given_.model.flows[static_cast<size_t>(flow)].to);
    } else if (!is_inner(token)) {
        for (const int event : element.boundary) {
            if (has_subscription(given_.model.at(event))) events.push_back(event);
        }
    }
    return events;
}

/// Opens what waits for a message, a signal or a moment. `scope` tells where formulas find their names.
void Execution::subscribe(int64_t owner, int64_t scope, int event) {
    const Element& element = given_.model.at(event);
    Token there;
    there.scope = scope;
    const Lookup names = lookup(there);
    feel::Run run = feel_run();
    Opened work;
    work.element = event;
    work.owner = owner;
    switch (element.event) {
        case EventKind::timer: {
            if (!element.timer) throw Error(ErrorKind::rule_violated, "process.timer_missing", element.id);
            work.kind = WorkKind::timer;
            const Due due = due_of(*element.timer, element.timer->when.evaluate(names, run), given_.clock.now(),
                                   given_.calendar, given_.state.stops);
            work.due = due.at;
            work.rule = due.rule;
            break;
        }
        case EventKind::message:
            work.kind = WorkKind::message;
            work.reference = element.reference;
            work.key = element.correlation ? element.correlation.text_of(names, run) : std::string(given_.key);
            break;
        case EventKind::signal:
            work.kind = WorkKind::signal;
            work.reference = element.reference;
            break;
        case EventKind::conditional:
            if (element.type != ElementType::catch_event) return;
            work.kind = WorkKind::condition;
            break;
        default:
            return;  // errors, escalations and compensation find their event when they are thrown
    }
    effects_.opened.push_back(std::move(work));
}

void Execution::enter_event(int64_t id) {
    const Token entered = token(id);
    const Element& element = element_of(entered);
    switch (element.type) {
        case ElementType::boundary_event:
            return leave(id);
        case ElementType::catch_event:
            if (element.event == EventKind::link) return leave(id);
            subscribe(id, entered.scope, entered.element);
            token(id).stand = Token::Stand::waiting;
            return;
        case ElementType::end_event:
            return enter_end(id);
        default:
            break;
    }
    switch (element.event) {
        case EventKind::link:
            token(id).element = given_.model.link_target(entered.element);
            return make_ready(id);
        case EventKind::compensation:
            return compensate(id);
        case EventKind::escalation:
            catch_from(id, EventKind::escalation, element.reference, {});
            if (given_.state.token(id) == nullptr) return;
            break;
        default:
            if (element.job) {
                open_job(entered);
                token(id).stand = Token::Stand::waiting;
                return;
            }
            throw_event(id);
    }
    leave(id);
}

void Execution::enter_end(int64_t id) {
    const Token entered = token(id);
    const Element& element = element_of(entered);
    switch (element.event) {
        case EventKind::terminate:
            return terminate(id);
        case EventKind::compensation:
            return compensate(id);
        case EventKind::error: {
            feel::Context details;
            details.put("errorCode", element.reference);
            if (catch_from(id, EventKind::error, element.reference, details)) {
                if (given_.state.token(id) != nullptr) consume(id);
                return;
            }
            throw Error(ErrorKind::rule_violated, "process.error_uncaught", element.reference);
        }
        case EventKind::escalation:
            catch_from(id, EventKind::escalation, element.reference, {});
            if (given_.state.token(id) == nullptr || effects_.ended) return;
            break;
        default:
            if (element.job) {
                open_job(entered);
                token(id).stand = Token::Stand::waiting;
                return;
            }
            throw_event(id);
    }
    consume(id);
}

/// A message or a signal leaves the instance.
void Execution::throw_event(int64_t id) {
    const Token thrower = token(id);
    const Element& element = element_of(thrower);
    if (element.event == EventKind::signal) effects_.signals.push_back(element.reference);
    if (element.event != EventKind::message) return;
    feel::Run run = feel_run();
    ThrownMessage message;
    message.name = element.reference;
    message.key = element.correlation ? element.correlation.text_of(lookup(thrower), run) : std::string(given_.key);
    message.variables = to_json(element.inputs.empty() ? lookup(thrower).flat() : inputs_of(thrower));
    message.element = thrower.element;
    message.owner = id;
    effects_.messages.push_back(std::move(message));
}

void Execution::done(int64_t owner, int element, const feel::Context& outputs) {
    const Element& happened = given_.model.at(element);
    if (happened.type == ElementType::start_event) {
        start_event_sub_process(owner, happened.parent, element, outputs);
        return run();
    }
    const Token waiting = token(owner);
    if (happened.type == ElementType::boundary_event && happened.attached_to == waiting.element) {
        fire_boundary(owner, element, outputs);
        return run();
    }
    if (waiting.stand != Token::Stand::waiting) throw Error(ErrorKind::conflict, "process.not_waiting", happened.id);
    if (element_of(waiting).type == ElementType::event_gateway) {
        close(owner);
        token(owner).element = element;
        effects_.path.push_back(element);
    } else if (waiting.element != element) {
        throw Error(ErrorKind::conflict, "process.not_waiting", happened.id);
    }
    if (is_activity(happened.type)) {
        finish(owner, outputs);
    } else {
        take_outputs(token(owner), outputs);
        if (happened.type == ElementType::end_event)
            consume(owner);
        else
            leave(owner);
    }
    run();
}

void Execution::fire_boundary(int64_t id, int event, const feel::Context& outputs) {
    const Element& element = given_.model.at(event);
    const int64_t scope = token(id).scope;
    if (element.interrupting) {
        cancel_inside(id);
        Token& moved = token(id);
        moved.element = event;
        moved.flow = -1;
        moved.pending = 0;
        make_ready(id);
    } else {
        effects_.keep_open = element.event != EventKind::timer || element.timer->kind == Timer::Kind::cycle;
        id = add_token(event, scope);
    }
    take_outputs(token(id), outputs);
}

void Execution::start_event_sub_process(int64_t scope, int element, int start, const feel::Context& outputs) {
    const Element& event = given_.model.at(start);
    if (event.interrupting) {
        std::vector<int64_t> inside;
        for (const Token& one : given_.state.tokens) {
            if (one.scope == scope) inside.push_back(one.id);
        }
        for (const int64_t one : inside) cancel_token(one);
        close(scope);
    } else {
        effects_.keep_open = event.event != EventKind::timer || event.timer->kind == Timer::Kind::cycle;
    }
    const int64_t owner = add_token(element, scope, Token::Stand::inside);
    effects_.path.push_back(element);
    const int64_t inner = open_scope(owner, element);
    const int64_t first = add_token(start, inner);
    take_outputs(token(first), outputs);
}

int Execution::catching_sub_process(int64_t scope, EventKind kind, const std::string& code) const {
    int any = -1;
    for (const int sub_process : given_.model.shape(given_.state.scope(scope).element).event_sub_processes) {
        const Element& start = given_.model.at(given_.model.shape(sub_process).starts.at(0));
        if (start.event != kind) continue;
        if (start.reference == code) return sub_process;
        if (start.reference.empty()) any = sub_process;
    }
    return any;
}

/// Looks for a catch of an error or escalation from the token outwards (BPMN §10.5.6); the nearest one acts.
bool Execution::catch_from(int64_t id, EventKind kind, const std::string& code, const feel::Context& details) {
    for (int64_t at = id;;) {
        const Token here = token(at);
        if (!is_inner(here)) {
            int found = -1;
            for (const int event : element_of(here).boundary) {
                const Element& boundary = given_.model.at(event);
                if (boundary.event != kind) continue;
                if (boundary.reference == code || (boundary.reference.empty() && found < 0)) found = event;
                if (boundary.reference == code) break;
            }
            if (found >= 0) {
                fire_boundary(at, found, details);
                effects_.keep_open = false;
                return true;
            }
        }
        const Scope& scope = given_.state.scope(here.scope);
        // A handler's own error is not for the handlers beside it.
        const int handler = scope.kind == Scope::Kind::iteration || element_of(here).by_event
                                ? -1
                                : catching_sub_process(here.scope, kind, code);
        if (handler >= 0) {
            start_event_sub_process(here.scope, handler, given_.model.shape(handler).starts.at(0), details);
            effects_.keep_open = false;
            return true;
        }
        if (scope.kind == Scope::Kind::process) break;
        at = scope.owner;
    }
    if (!given_.has_parent) return false;
    if (kind == EventKind::escalation) {
        effects_.escalations.push_back(code);
        return true;
    }
    cancel();
    effects_.error = code;
    return true;
}

bool Execution::throw_error(int64_t id, const std::string& code, const std::string& text) {
    feel::Context details;
    details.put("errorCode", code);
    details.put("errorMessage", text);
    const bool caught = catch_from(id, EventKind::error, code, details);
    if (caught) run();
    return caught;
}

bool Execution::escalate(int64_t id, const std::string& code) {
    const bool caught = catch_from(id, EventKind::escalation, code, {});
    if (caught) run();
    return caught;
}

/// Ends all that goes on in the scope of the token.
void Execution::terminate(int64_t id) {
    const int64_t scope = token(id).scope;
    std::vector<int64_t> inside;
    for (const Token& one : given_.state.tokens) {
        if (one.scope == scope) inside.push_back(one.id);
    }
    for (const int64_t one : inside) cancel_token(one);
    if (scope == 0) effects_.terminated = true;
    scope_done(scope);
}

}  // namespace yici::process
