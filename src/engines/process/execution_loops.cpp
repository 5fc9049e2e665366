#include <algorithm>

#include "engines/process/execution.h"
#include "foundation/base/error.h"

namespace yici::process {

namespace {

constexpr int64_t kMostIterations = 10'000;

/// The counters that conditions of a loop may ask for, under BPMN's names and under those that most tools write.
feel::Context counters(const Iterations& one) {
    feel::Context names;
    const feel::Number active(one.started - one.completed);
    names.put("numberOfInstances", feel::Number(one.total));
    names.put("numberOfActiveInstances", active);
    names.put("numberOfCompletedInstances", feel::Number(one.completed));
    names.put("nrOfInstances", feel::Number(one.total));
    names.put("nrOfActiveInstances", active);
    names.put("nrOfCompletedInstances", feel::Number(one.completed));
    names.put("loopCounter", feel::Number(one.started));
    return names;
}

int64_t count_of(const feel::Value& value, const std::string& element) {
    const feel::Number* number = value.number();
    const auto count = number != nullptr ? number->to_integer() : std::nullopt;
    if (!count || *count < 0) throw Error(ErrorKind::rule_violated, "process.loop_uncounted", element);
    return *count;
}

}  // namespace

void Execution::enter_loop(int64_t id) {
    const Token owner = token(id);
    const Element& element = element_of(owner);
    const Loop& loop = *element.loop;
    feel::Run run = feel_run();
    Iterations iterations;
    iterations.token = id;
    if (loop.standard) {
        iterations.total = loop.maximum;
        if (loop.test_before && !goes_on(owner, iterations, {})) return finish(id, {});
    } else if (loop.items) {
        const feel::Value items = loop.items.evaluate(lookup(owner), run);
        if (items.list() == nullptr) throw Error(ErrorKind::rule_violated, "process.loop_uncounted", element.id);
        iterations.items = *items.list();
        iterations.total = std::ssize(iterations.items);
    } else {
        iterations.total = count_of(loop.cardinality.evaluate(lookup(owner), run), element.id);
    }
    if (iterations.total > kMostIterations) throw Error(ErrorKind::rule_violated, "process.loop_too_many", element.id);
    if (iterations.total == 0 && !loop.standard) {
        if (!loop.results.empty()) assign(owner.scope, loop.results, feel::Value(feel::List{}));
        return finish(id, {});
    }
    token(id).stand = Token::Stand::inside;
    const int64_t first = loop.sequential ? 1 : iterations.total;
    given_.state.iterations.push_back(std::move(iterations));
    for (int64_t i = 0; i < first; ++i) start_iteration(id);
}

void Execution::start_iteration(int64_t id) {
    const Token owner = token(id);
    const Loop& loop = *element_of(owner).loop;
    Iterations& iterations = *given_.state.iterations_of(id);
    Scope scope;
    scope.id = ++given_.state.last_id;
    scope.parent = owner.scope;
    scope.owner = id;
    scope.element = owner.element;
    scope.kind = Scope::Kind::iteration;
    scope.locals.put("loopCounter", feel::Number(iterations.started + 1));
    if (!loop.item.empty() && iterations.started < std::ssize(iterations.items)) {
        scope.locals.put(loop.item, iterations.items[static_cast<size_t>(iterations.started)]);
    }
    ++iterations.started;
    const int64_t made = scope.id;
    given_.state.scopes.push_back(std::move(scope));
    add_token(owner.element, made);
}

/// Of a standard loop: whether to go round again. Of the others: whether something is left to wait for.
bool Execution::goes_on(const Token& owner, const Iterations& iterations, const feel::Context& locals) const {
    const Loop& loop = *element_of(owner).loop;
    if (loop.standard ? loop.maximum > 0 && iterations.completed >= loop.maximum
                      : iterations.completed >= iterations.total) {
        return false;
    }
    if (!loop.until) return true;
    const feel::Context numbers = counters(iterations);
    feel::Context results;
    if (!loop.results.empty()) results.put(loop.results, feel::Value(iterations.results));
    std::vector<const feel::Context*> chain = {&locals, &numbers, &results};
    for (int64_t id = owner.scope; id != 0; id = given_.state.scope(id).parent) {
        chain.push_back(&given_.state.scope(id).locals);
    }
    chain.push_back(&given_.variables);
    feel::Run run = feel_run();
    const bool holds = loop.until.holds(Lookup(std::move(chain)), run);
    return loop.standard ? holds : !holds;
}

void Execution::iteration_done(int64_t inner, const feel::Context& outputs) {
    const Token finished = token(inner);
    const Scope scope = given_.state.scope(finished.scope);
    const Token owner = token(scope.owner);
    const Loop& loop = *element_of(owner).loop;
    Iterations after = *given_.state.iterations_of(scope.owner);
    ++after.completed;
    feel::Context locals = scope.locals;
    if (!loop.results.empty()) {
        const feel::Context yielded = mapped(finished, outputs);
        for (const auto& [name, value] : yielded.entries()) locals.put(name, value);
        feel::Run run = feel_run();
        std::vector<const feel::Context*> chain = {&locals, &given_.variables};
        after.results.push_back(loop.result ? loop.result.evaluate(Lookup(std::move(chain)), run)
                                            : feel::Value(yielded));
    }
    const feel::Context before = given_.variables;
    if (loop.results.empty()) take_outputs(finished, outputs);
    bool more = false;
    try {
        more = goes_on(owner, after, locals);
    } catch (const Error&) {
        given_.variables = before;
        throw;
    }
    *given_.state.iterations_of(scope.owner) = after;
    if (element_of(owner).handler >= 0) given_.state.scope(owner.scope).done.push_back({owner.element, {}});
    remove(inner);
    std::erase_if(given_.state.scopes, [&](const Scope& one) { return one.id == scope.id; });
    if (!more) return finish_loop(scope.owner);
    if (loop.sequential) start_iteration(scope.owner);
}

void Execution::finish_loop(int64_t id) {
    const Token owner = token(id);
    const Loop& loop = *element_of(owner).loop;
    const feel::List results = given_.state.iterations_of(id)->results;
    std::vector<int64_t> left;
    for (const Scope& scope : given_.state.scopes) {
        if (scope.owner == id && scope.kind == Scope::Kind::iteration) left.push_back(scope.id);
    }
    for (const int64_t scope : left) cancel_scope(scope);
    std::erase_if(given_.state.iterations, [&](const Iterations& one) { return one.token == id; });
    if (!loop.results.empty()) assign(owner.scope, loop.results, feel::Value(results));
    if (!subscriptions_of(owner).empty()) close(id);
    if (owner.origin != 0) {
        remove(id);
        compensate_next(owner.origin);
    } else {
        leave(id);
    }
}

void Execution::add_iteration(int64_t id, const feel::Value& item) {
    Iterations* iterations = given_.state.iterations_of(id);
    const auto& loop = element_of(token(id)).loop;
    if (iterations == nullptr || !loop || loop->standard) {
        throw Error(ErrorKind::rule_violated, "process.no_countersigning", element_of(token(id)).id);
    }
    if (iterations->total >= kMostIterations) {
        throw Error(ErrorKind::rule_violated, "process.loop_too_many", element_of(token(id)).id);
    }
    // Its place is behind those that were planned; in sequence it comes last.
    while (std::ssize(iterations->items) < iterations->total) iterations->items.emplace_back();
    iterations->items.push_back(item);
    ++iterations->total;
    if (!loop->sequential) start_iteration(id);
    run();
}

}  // namespace yici::process
