#include <algorithm>

#include "engines/process/execution.h"
#include "engines/process/values.h"
#include "foundation/base/error.h"

namespace yici::process {

void Execution::enter(int64_t id) {
    const Token entered = token(id);
    const Element& element = element_of(entered);
    if (!is_inner(entered)) effects_.path.push_back(entered.element);
    switch (element.type) {
        case ElementType::exclusive_gateway:
            return leave(id);
        case ElementType::parallel_gateway:
            if (element.incoming.size() < 2) return leave(id);
            token(id).stand = Token::Stand::joining;
            return join_parallel(entered.element, entered.scope);
        case ElementType::inclusive_gateway:
            if (element.incoming.size() < 2) return leave(id);
            token(id).stand = Token::Stand::joining;
            return;
        case ElementType::event_gateway:
            for (const int event : subscriptions_of(entered)) subscribe(id, entered.scope, event);
            token(id).stand = Token::Stand::waiting;
            return;
        case ElementType::start_event:
            return leave(id);
        case ElementType::catch_event:
        case ElementType::throw_event:
        case ElementType::end_event:
        case ElementType::boundary_event:
            return enter_event(id);
        case ElementType::unsupported:
            throw Error(ErrorKind::rule_violated, "process.not_supported", element.id);
        default:
            return enter_activity(id);
    }
}

void Execution::enter_activity(int64_t id) {
    const Token entered = token(id);
    const Element& element = element_of(entered);
    if (!is_inner(entered)) {
        for (const int event : subscriptions_of(entered)) subscribe(id, entered.scope, event);
        if (element.loop) return enter_loop(id);
    }
    if (element.type == ElementType::sub_process) {
        const auto& starts = given_.model.shape(entered.element).starts;
        const int64_t scope = open_scope(id, entered.element);
        for (const int start : starts) add_token(start, scope);
        if (starts.empty()) scope_done(scope);
        return;
    }
    enter_task(id);
}

void Execution::enter_task(int64_t id) {
    const Token entered = token(id);
    const Element& element = element_of(entered);
    switch (element.type) {
        case ElementType::user_task:
            open_user_task(entered);
            break;
        case ElementType::service_task:
            open_job(entered);
            break;
        case ElementType::send_task:
            if (!element.job) {
                throw_event(id);
                return finish(id, {});
            }
            open_job(entered);
            break;
        case ElementType::receive_task:
            subscribe(id, entered.scope, entered.element);
            break;
        case ElementType::script_task: {
            feel::Run run = feel_run();
            feel::Value value = element.script.evaluate(lookup(entered), run);
            feel::Context outputs;
            if (!element.result.empty())
                outputs.put(element.result, std::move(value));
            else if (const feel::Context* several = value.context())
                outputs = *several;
            return finish(id, outputs);
        }
        case ElementType::business_rule_task:
            if (element.decision.empty()) {
                open_job(entered);
                break;
            }
            return decide(id);
        case ElementType::call_activity:
            return call(id);
        default:
            return finish(id, {});
    }
    token(id).stand = Token::Stand::waiting;
}

void Execution::decide(int64_t id) {
    const Token entered = token(id);
    const Element& element = element_of(entered);
    if (given_.decisions == nullptr) {
        throw Error(ErrorKind::rule_violated, "process.decision_unknown", element.decision);
    }
    feel::Run run = feel_run();
    feel::Context inputs = lookup(entered).flat();
    const feel::Context mapped = inputs_of(entered);
    for (const auto& [name, value] : mapped.entries()) inputs.put(name, value);
    Decided told;
    told.element = element.id;
    feel::Value value = given_.decisions->decide(element.decision, inputs, run, told);
    effects_.decided.push_back(std::move(told));
    feel::Context outputs;
    if (!element.result.empty())
        outputs.put(element.result, std::move(value));
    else if (const feel::Context* several = value.context())
        outputs = *several;
    finish(id, outputs);
}

void Execution::call(int64_t id) {
    const Token entered = token(id);
    const Element& element = element_of(entered);
    feel::Run run = feel_run();
    Call one;
    one.token = id;
    one.process = element.called.text_of(lookup(entered), run);
    one.variables = element.inputs.empty() ? lookup(entered).flat() : inputs_of(entered);
    effects_.calls.push_back(std::move(one));
    token(id).stand = Token::Stand::waiting;
}

feel::Context Execution::inputs_of(const Token& token) const {
    feel::Context inputs;
    const Lookup names = lookup(token);
    feel::Run run = feel_run();
    for (const Mapping& mapping : element_of(token).inputs)
        inputs.put(mapping.target, mapping.source.evaluate(names, run));
    return inputs;
}

void Execution::open_user_task(const Token& token) {
    const Element& element = element_of(token);
    const Lookup names = lookup(token);
    feel::Run run = feel_run();
    Opened work;
    work.kind = WorkKind::user;
    work.element = token.element;
    work.owner = token.id;
    work.reference = element.form;
    work.assignee = element.assignee.text_of(names, run);
    for (const Candidate& candidate : element.candidates) {
        work.candidates.emplace_back(candidate.organisation.text_of(names, run), candidate.role.text_of(names, run));
    }
    if (element.limit) {
        Timer timer;
        timer.kind = element.limit->working ? Timer::Kind::working_days : Timer::Kind::calendar_days;
        const Due due = due_of(timer, element.limit->days.evaluate(names, run), given_.clock.now(), given_.calendar,
                               given_.state.stops);
        work.due = due.at;
        work.rule = due.rule;
    }
    if (!element.inputs.empty()) work.payload = to_json(inputs_of(token));
    effects_.opened.push_back(std::move(work));
}

void Execution::open_job(const Token& token) {
    const Element& element = element_of(token);
    feel::Run run = feel_run();
    Opened work;
    work.kind = WorkKind::job;
    work.element = token.element;
    work.owner = token.id;
    work.due = given_.clock.now();
    work.reference = element.job.text_of(lookup(token), run);
    effects_.opened.push_back(std::move(work));
}

feel::Context Execution::job_variables(const Token& token) const {
    return element_of(token).inputs.empty() ? lookup(token).flat() : inputs_of(token);
}

/// A variable goes where it lives already, else to the instance.
void Execution::assign(int64_t scope, const std::string& name, const feel::Value& value) {
    for (int64_t id = scope; id != 0;) {
        Scope& one = given_.state.scope(id);
        if (one.locals.find(name) != nullptr) {
            one.locals.put(name, value);
            return;
        }
        id = one.parent;
    }
    given_.variables.put(name, value);
}

feel::Context Execution::mapped(const Token& token, const feel::Context& outputs) const {
    const Element& element = element_of(token);
    if (element.outputs.empty()) return outputs;
    std::vector<const feel::Context*> chain = {&outputs};
    for (int64_t id = token.scope; id != 0; id = given_.state.scope(id).parent) {
        chain.push_back(&given_.state.scope(id).locals);
    }
    chain.push_back(&given_.variables);
    const Lookup names(std::move(chain));
    feel::Run run = feel_run();
    feel::Context values;
    for (const Mapping& mapping : element.outputs) values.put(mapping.target, mapping.source.evaluate(names, run));
    return values;
}

void Execution::take_outputs(const Token& token, const feel::Context& outputs) {
    const feel::Context values = mapped(token, outputs);
    for (const auto& [name, value] : values.entries()) assign(token.scope, name, value);
}

void Execution::answered(int64_t id, const feel::Context& outputs) {
    take_outputs(Token(token(id)), outputs);
}

}  // namespace yici::process
