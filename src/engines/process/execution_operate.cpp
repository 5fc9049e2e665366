#include <algorithm>

#include "engines/process/execution.h"
#include "foundation/base/error.h"

namespace yici::process {

void Execution::collect_handlers(std::vector<Compensation>& done, int only, std::vector<int>& handlers) const {
    for (auto one = done.begin(); one != done.end();) {
        if (only >= 0 && one->element != only) {
            ++one;
            continue;
        }
        const int handler = given_.model.at(one->element).handler;
        if (handler >= 0)
            handlers.push_back(handler);
        else
            collect_handlers(one->inner, -1, handlers);
        one = done.erase(one);
    }
}

/// A compensation throw: the handlers of what was done run one after another, last done first (BPMN §10.7).
void Execution::compensate(int64_t id) {
    const Token thrower = token(id);
    const int only = element_of(thrower).compensates;
    int64_t scope = thrower.scope;
    // From an event sub-process it is the scope around it that is undone.
    while (scope != 0) {
        const Scope& here = given_.state.scope(scope);
        const bool outside = given_.model.at(here.element).by_event || here.kind == Scope::Kind::iteration;
        const bool missing = only >= 0 && given_.model.at(only).parent != here.element;
        if (!outside && !missing) break;
        scope = here.parent;
    }
    Compensating one;
    one.token = id;
    collect_handlers(given_.state.scope(scope).done, only, one.handlers);
    token(id).stand = Token::Stand::inside;
    given_.state.compensating.push_back(std::move(one));
    compensate_next(id);
}

void Execution::compensate_next(int64_t id) {
    auto& all = given_.state.compensating;
    const auto found = std::ranges::find(all, id, &Compensating::token);
    if (found == all.end()) throw Error(ErrorKind::internal, "process.state_damaged", "compensation");
    if (!found->handlers.empty()) {
        const int handler = found->handlers.back();
        found->handlers.pop_back();
        const int64_t made = add_token(handler, token(id).scope);
        token(made).origin = id;
        return;
    }
    all.erase(found);
    if (element_of(token(id)).type == ElementType::end_event)
        consume(id);
    else
        leave(id);
}

/// Whether a conditional event's condition turned true; then it fires.
bool Execution::watch_condition(int64_t owner, int64_t scope, int event) {
    const Element& element = given_.model.at(event);
    Token there;
    there.scope = scope;
    feel::Run run = feel_run();
    const feel::Value value = element.condition.evaluate(lookup(there), run);
    const bool holds = value.boolean() != nullptr && *value.boolean();
    Token* waiting = given_.state.token(owner);
    if (element.type == ElementType::catch_event) {
        if (!holds) return false;
        close(owner);
        leave(owner);
        return true;
    }
    const bool fires = holds && !waiting->seen;
    waiting->seen = holds;
    if (!fires) return false;
    fire_boundary(owner, event, {});
    effects_.keep_open = false;
    return true;
}

bool Execution::watch_conditions() {
    std::vector<int64_t> ids;
    for (const Token& one : given_.state.tokens) {
        if (one.stand == Token::Stand::waiting || one.stand == Token::Stand::inside) ids.push_back(one.id);
    }
    for (const int64_t id : ids) {
        const Token here = token(id);
        const Element& element = element_of(here);
        if (element.type == ElementType::catch_event && element.event == EventKind::conditional) {
            if (watch_condition(id, here.scope, here.element)) return true;
        }
        if (is_inner(here)) continue;
        for (const int event : element.boundary) {
            if (given_.model.at(event).event != EventKind::conditional) continue;
            if (watch_condition(id, here.scope, event)) return true;
        }
    }
    return false;
}

bool Execution::signature_given(int64_t id) {
    Token& signed_for = token(id);
    if (signed_for.pending == 0) return false;
    --signed_for.pending;
    return true;
}

void Execution::retry(int64_t id) {
    const Token stopped = token(id);
    if (stopped.stand == Token::Stand::leaving) {
        close(id);
        leave(id);
    } else if (stopped.stand == Token::Stand::stuck) {
        close(id);
        make_ready(id);
    } else {
        throw Error(ErrorKind::conflict, "process.no_incident", element_of(stopped).id);
    }
    run();
}

void Execution::skip(int64_t id, int flow) {
    const Token stopped = token(id);
    const Element& element = element_of(stopped);
    cancel_inside(id);
    if (flow >= 0) {
        if (std::ranges::find(element.outgoing, flow) == element.outgoing.end()) {
            throw Error(ErrorKind::invalid_input, "process.flow_unknown", element.id);
        }
        take(id, {flow});
    } else if (is_activity(element.type) && stopped.stand != Token::Stand::leaving) {
        finish(id, {});
    } else if (element.outgoing.size() > 1) {
        throw Error(ErrorKind::invalid_input, "process.flow_unknown", element.id);
    } else if (element.outgoing.empty()) {
        consume(id);
    } else {
        take(id, element.outgoing);
    }
    run();
}

void Execution::move(int64_t id, int target) {
    const Token from = token(id);
    const Element& there = given_.model.at(target);
    if (there.parent != element_of(from).parent || !is_activity(there.type) || there.by_event ||
        there.for_compensation || is_inner(from)) {
        throw Error(ErrorKind::rule_violated, "process.move_refused", there.id);
    }
    // A token that the target leads to would be doubled when the moved one comes there.
    for (const Token& other : given_.state.tokens) {
        if (other.id == id || other.scope != from.scope) continue;
        if (given_.model.leads_to(target, other.element)) {
            throw Error(ErrorKind::rule_violated, "process.move_forks", there.id);
        }
    }
    cancel_inside(id);
    Token& moved = token(id);
    moved.element = target;
    moved.flow = -1;
    moved.pending = 0;
    moved.seen = false;
    make_ready(id);
    run();
}

}  // namespace yici::process
