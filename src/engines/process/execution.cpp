#include "engines/process/execution.h"

#include <algorithm>

#include "foundation/base/error.h"

namespace yici::process {

namespace {

constexpr int64_t kMostSteps = 20'000;

}  // namespace

Execution::Execution(const Given& given) : given_(given), known_ids_(given.state.last_id) {
    if (given_.state.scopes.empty()) given_.state.scopes.push_back({});
}

Token& Execution::token(int64_t id) {
    Token* found = given_.state.token(id);
    if (found == nullptr) throw Error(ErrorKind::conflict, "process.token_gone", std::to_string(id));
    return *found;
}

Lookup Execution::lookup(const Token& token) const {
    std::vector<const feel::Context*> chain;
    for (int64_t id = token.scope; id != 0;) {
        const Scope& scope = given_.state.scope(id);
        chain.push_back(&scope.locals);
        id = scope.parent;
    }
    chain.push_back(&given_.variables);
    return Lookup(std::move(chain));
}

bool Execution::is_inner(const Token& token) const {
    const Scope& scope = given_.state.scope(token.scope);
    return scope.kind == Scope::Kind::iteration && scope.element == token.element;
}

void Execution::start(int element) {
    for (const int sub_process : given_.model.shape(-1).event_sub_processes) {
        subscribe(0, 0, given_.model.shape(sub_process).starts.at(0));
    }
    if (element >= 0) {
        add_token(element, 0);
    } else {
        for (const int one : given_.model.shape(-1).starts) {
            const Element& start = given_.model.at(one);
            if (start.type != ElementType::start_event || start.event == EventKind::none) add_token(one, 0);
        }
    }
    if (given_.state.tokens.empty()) throw Error(ErrorKind::rule_violated, "process.no_plain_start", given_.model.key);
    run();
}

void Execution::run() {
    while (!effects_.ended) {
        while (!ready_.empty() && !effects_.ended) {
            const int64_t id = ready_.front();
            ready_.pop_front();
            const Token* found = given_.state.token(id);
            if (found != nullptr && found->stand == Token::Stand::ready) step(id);
        }
        if (effects_.ended || (!join_inclusive() && !watch_conditions())) break;
    }
    given_.state.holds = std::ranges::count_if(
        given_.state.tokens, [&](const Token& one) { return element_of(one).suspends_clocks && !is_inner(one); });
    if (!effects_.ended) check_stuck();
}

void Execution::step(int64_t id) {
    try {
        if (++steps_ > kMostSteps) throw Error(ErrorKind::rule_violated, "process.endless", element_of(token(id)).id);
        enter(id);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::internal) throw;
        if (given_.state.token(id) == nullptr) throw;
        stop_at(id, Token::Stand::stuck, error);
    }
}

/// The token waits for an operator.
void Execution::stop_at(int64_t id, Token::Stand stand, const Error& error) {
    close(id);
    Token& stopped = token(id);
    stopped.stand = stand;
    Opened incident;
    incident.kind = WorkKind::incident;
    incident.element = stopped.element;
    incident.owner = id;
    incident.reference = error.key();
    incident.payload = error.detail();
    effects_.opened.push_back(std::move(incident));
}

/// Tokens that wait for one another for ever: an operator is told.
void Execution::check_stuck() {
    const auto& tokens = given_.state.tokens;
    const bool all_join =
        std::ranges::all_of(tokens, [](const Token& one) { return one.stand == Token::Stand::joining; });
    if (tokens.empty() || !all_join) return;
    const auto subscribed = given_.model.shape(-1).event_sub_processes;
    if (!subscribed.empty()) return;
    stop_at(tokens.front().id, Token::Stand::stuck,
            Error(ErrorKind::rule_violated, "process.deadlock", element_of(tokens.front()).id));
}

int64_t Execution::add_token(int element, int64_t scope, Token::Stand stand) {
    Token made;
    made.id = ++given_.state.last_id;
    made.element = element;
    made.scope = scope;
    made.stand = stand;
    given_.state.tokens.push_back(made);
    if (stand == Token::Stand::ready) ready_.push_back(made.id);
    return made.id;
}

void Execution::make_ready(int64_t id) {
    token(id).stand = Token::Stand::ready;
    ready_.push_back(id);
}

void Execution::remove(int64_t id) {
    std::erase_if(given_.state.tokens, [&](const Token& one) { return one.id == id; });
}

/// The end of a token's way; with the last one its scope is done.
void Execution::consume(int64_t id) {
    const int64_t scope = token(id).scope;
    remove(id);
    const bool empty = std::ranges::none_of(given_.state.tokens, [&](const Token& one) { return one.scope == scope; });
    if (empty) scope_done(scope);
}

void Execution::close(int64_t owner) {
    std::erase_if(effects_.opened, [&](const Opened& one) { return one.owner == owner; });
    if (owner <= known_ids_ && std::ranges::find(effects_.closed, owner) == effects_.closed.end()) {
        effects_.closed.push_back(owner);
    }
}

/// Puts the token onto the flows, the first one by itself, the others by new tokens.
void Execution::take(int64_t id, const std::vector<int>& flows) {
    const int64_t scope = token(id).scope;
    for (size_t i = 0; i < flows.size(); ++i) {
        const Flow& flow = given_.model.flows[static_cast<size_t>(flows[i])];
        const int64_t moved = i == 0 ? id : add_token(flow.to, scope);
        Token& one = token(moved);
        one.element = flow.to;
        one.flow = flows[i];
        one.pending = 0;
        one.seen = false;
        if (i == 0) make_ready(moved);
    }
}

/// Out of an element that is done.
void Execution::leave(int64_t id) {
    try {
        const std::vector<int> flows = ways_out(token(id));
        if (flows.empty())
            consume(id);
        else
            take(id, flows);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::internal || given_.state.token(id) == nullptr) throw;
        stop_at(id, Token::Stand::leaving, error);
    }
}

/// An activity is done: its subscriptions end, its results count, and its token moves on.
void Execution::finish(int64_t id, const feel::Context& outputs) {
    const Token finished = token(id);
    if (is_inner(finished)) return iteration_done(id, outputs);
    take_outputs(finished, outputs);
    const Element& element = element_of(finished);
    if (!subscriptions_of(finished).empty()) close(id);
    if (element.handler >= 0) given_.state.scope(finished.scope).done.push_back({finished.element, {}});
    if (finished.origin != 0) {
        remove(id);
        compensate_next(finished.origin);
    } else {
        leave(id);
    }
}

int64_t Execution::open_scope(int64_t owner, int element) {
    Scope scope;
    scope.id = ++given_.state.last_id;
    scope.parent = token(owner).scope;
    scope.owner = owner;
    scope.element = element;
    scope.kind = Scope::Kind::embedded;
    token(owner).stand = Token::Stand::inside;
    given_.state.scopes.push_back(scope);
    for (const int sub_process : given_.model.shape(element).event_sub_processes) {
        subscribe(scope.id, scope.id, given_.model.shape(sub_process).starts.at(0));
    }
    return scope.id;
}

void Execution::scope_done(int64_t id) {
    const Scope done = given_.state.scope(id);
    if (!given_.model.shape(done.element).event_sub_processes.empty()) close(id);
    if (done.kind == Scope::Kind::process) {
        effects_.ended = true;
        return;
    }
    std::erase_if(given_.state.scopes, [&](const Scope& one) { return one.id == id; });
    if (given_.model.at(done.element).by_event) return consume(done.owner);
    const bool has_handler = given_.model.at(done.element).handler >= 0;
    if (!has_handler && !done.done.empty()) {
        given_.state.scope(done.parent).done.push_back({done.element, done.done});
    }
    finish(done.owner, {});
}

void Execution::cancel_scope(int64_t id) {
    std::vector<int64_t> inside;
    for (const Token& one : given_.state.tokens) {
        if (one.scope == id) inside.push_back(one.id);
    }
    for (const int64_t one : inside) cancel_token(one);
    const Scope& scope = given_.state.scope(id);
    if (!given_.model.shape(scope.element).event_sub_processes.empty()) close(id);
    if (id != 0) std::erase_if(given_.state.scopes, [&](const Scope& one) { return one.id == id; });
}

/// Everything that goes on for the token; the token itself stays.
void Execution::cancel_inside(int64_t id) {
    std::vector<int64_t> owned;
    for (const Scope& scope : given_.state.scopes) {
        if (scope.owner == id && scope.kind != Scope::Kind::process) owned.push_back(scope.id);
    }
    for (const int64_t scope : owned) cancel_scope(scope);
    std::erase_if(given_.state.iterations, [&](const Iterations& one) { return one.token == id; });
    std::erase_if(given_.state.compensating, [&](const Compensating& one) { return one.token == id; });
    std::vector<int64_t> handlers;
    for (const Token& one : given_.state.tokens) {
        if (one.origin == id) handlers.push_back(one.id);
    }
    for (const int64_t handler : handlers) cancel_token(handler);
    const Token& cancelled = token(id);
    if (element_of(cancelled).type == ElementType::call_activity && cancelled.stand == Token::Stand::waiting) {
        effects_.cancelled_calls.push_back(id);
        std::erase_if(effects_.calls, [&](const Call& one) { return one.token == id; });
    }
    close(id);
}

void Execution::cancel_token(int64_t id) {
    if (given_.state.token(id) == nullptr) return;
    cancel_inside(id);
    remove(id);
}

void Execution::cancel() {
    cancel_scope(0);
    effects_.ended = true;
    effects_.terminated = true;
}

}  // namespace yici::process
