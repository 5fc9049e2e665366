#include <algorithm>

#include "engines/process/reader.h"
#include "foundation/base/text.h"

namespace yici::process {

namespace {

struct Definition {
    std::string_view name;
    EventKind kind;
};

constexpr Definition kDefinitions[] = {{"messageEventDefinition", EventKind::message},
                                       {"timerEventDefinition", EventKind::timer},
                                       {"errorEventDefinition", EventKind::error},
                                       {"escalationEventDefinition", EventKind::escalation},
                                       {"signalEventDefinition", EventKind::signal},
                                       {"terminateEventDefinition", EventKind::terminate},
                                       {"compensateEventDefinition", EventKind::compensation},
                                       {"conditionalEventDefinition", EventKind::conditional},
                                       {"linkEventDefinition", EventKind::link}};

std::string text_of(pugi::xml_node node, std::string_view child) {
    return std::string(trim(bpmn_child(node, child).text().get()));
}

}  // namespace

void ProcessReader::read_activity(pugi::xml_node node, Element& element) {
    const Extensions extensions = extensions_of(node);
    element.for_compensation = std::string_view(node.attribute("isForCompensation").value()) == "true";
    element.by_event = std::string_view(node.attribute("triggeredByEvent").value()) == "true";
    element.suspends_clocks = extensions.flag("suspendsClocks");
    element.result = extensions.get("result");
    for (const char* quantity : {"startQuantity", "completionQuantity"}) {
        const std::string_view value = node.attribute(quantity).value();
        if (!value.empty() && value != "1") cannot_run(node, "process.quantity_refused", quantity);
    }
    for (const auto& [source, target] : extensions.inputs) element.inputs.push_back({formula(node, source), target});
    for (const auto& [source, target] : extensions.outputs) element.outputs.push_back({formula(node, source), target});
    element.limit = limit_of(extensions, node);
    element.job = formula(node, extensions.get("job"));
    element.backoff = formula(node, extensions.get("backoff"));
    if (const auto retries = parse_integer(extensions.get("retries"))) {
        element.retries = static_cast<int>(std::clamp<int64_t>(*retries, 1, 100));
    }
    if (element.type == ElementType::user_task) read_user_task(node, extensions, element);
    if (element.type == ElementType::script_task) {
        std::string script(extensions.get("script"));
        const std::string format = to_lower(node.attribute("scriptFormat").value());
        if (script.empty()) script = text_of(node, "script");
        if (!format.empty() && format.find("feel") == std::string::npos) {
            cannot_run(node, "process.script_language", format);
        } else {
            element.script = condition(node, script);
        }
    }
    if (element.type == ElementType::business_rule_task) element.decision = extensions.get("decision");
    if (element.type == ElementType::call_activity) {
        const std::string called(extensions.get("calledElement"));
        element.called =
            called.empty() ? formula(node, reference(node.attribute("calledElement").value())) : formula(node, called);
    }
    if (element.type == ElementType::receive_task || element.type == ElementType::send_task) {
        element.event = EventKind::message;
        const auto found = named_.find(reference(node.attribute("messageRef").value()));
        if (found != named_.end()) element.reference = found->second.name;
        std::string key(extensions.get("correlationKey"));
        if (key.empty() && found != named_.end()) key = found->second.correlation;
        element.correlation = formula(node, key);
    }
    read_loop(node, element);
}

void ProcessReader::read_user_task(pugi::xml_node node, const Extensions& extensions, Element& element) {
    element.assignee = formula(node, extensions.get("assignee"));
    element.form = extensions.get("form");
    const std::string_view organisation = extensions.get("organisation");
    const std::string_view role = extensions.get("role");
    if (!organisation.empty() || !role.empty()) {
        element.candidates.push_back({formula(node, organisation), formula(node, role)});
    }
    for (const auto& [other, other_role] : extensions.candidates) {
        element.candidates.push_back({formula(node, other), formula(node, other_role)});
    }
}

void ProcessReader::read_loop(pugi::xml_node node, Element& element) {
    if (const pugi::xml_node standard = bpmn_child(node, "standardLoopCharacteristics")) {
        Loop loop;
        loop.standard = true;
        loop.sequential = true;
        loop.test_before = std::string_view(standard.attribute("testBefore").value()) == "true";
        loop.maximum = parse_integer(standard.attribute("loopMaximum").value()).value_or(0);
        loop.until = condition(standard, text_of(standard, "loopCondition"));
        if (!loop.until && loop.maximum == 0) cannot_run(node, "process.loop_endless", {});
        element.loop = std::move(loop);
    }
    const pugi::xml_node many = bpmn_child(node, "multiInstanceLoopCharacteristics");
    if (!many) return;
    Extensions extensions = extensions_of(many);
    Loop loop;
    loop.sequential = std::string_view(many.attribute("isSequential").value()) == "true";
    loop.cardinality = condition(many, text_of(many, "loopCardinality"));
    loop.items = condition(many, extensions.get("items"));
    loop.item = extensions.get("item");
    loop.results = extensions.get("results");
    loop.result = condition(many, extensions.get("resultOf"));
    loop.until = condition(many, text_of(many, "completionCondition"));
    if (!loop.cardinality && !loop.items) cannot_run(node, "process.loop_uncounted", {});
    element.loop = std::move(loop);
}

void ProcessReader::read_event(pugi::xml_node node, Element& element) {
    const bool boundary = element.type == ElementType::boundary_event;
    element.interrupting =
        std::string_view(node.attribute(boundary ? "cancelActivity" : "isInterrupting").value()) != "false";
    int definitions = 0;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = local_name(child.name());
        if (!name.ends_with("EventDefinition") || !is_bpmn(child)) continue;
        ++definitions;
        const auto* found = std::ranges::find(kDefinitions, name, &Definition::name);
        if (found == std::end(kDefinitions)) {
            element.type = ElementType::unsupported;
            cannot_run(node, "process.not_supported", std::string(name));
        } else {
            element.event = found->kind;
            read_definition(child, element);
        }
    }
    if (bpmn_child(node, "eventDefinitionRef") || definitions > 1) {
        cannot_run(node, "process.event_several", {});
    }
    const Extensions extensions = extensions_of(node);
    if (!extensions.get("correlationKey").empty())
        element.correlation = formula(node, extensions.get("correlationKey"));
    element.job = formula(node, extensions.get("job"));
    if (const auto retries = parse_integer(extensions.get("retries"))) {
        element.retries = static_cast<int>(std::clamp<int64_t>(*retries, 1, 100));
    }
    element.backoff = formula(node, extensions.get("backoff"));
    element.result = extensions.get("result");
    for (const auto& [source, target] : extensions.outputs) element.outputs.push_back({formula(node, source), target});
}

void ProcessReader::read_definition(pugi::xml_node definition, Element& element) {
    switch (element.event) {
        case EventKind::timer:
            read_timer(definition, element);
            return;
        case EventKind::conditional:
            element.condition = condition(definition, text_of(definition, "condition"));
            return;
        case EventKind::link:
            element.reference = definition.attribute("name").value();
            return;
        case EventKind::message:
        case EventKind::signal:
        case EventKind::error:
        case EventKind::escalation:
            break;
        default:
            return;
    }
    const std::string attribute = std::string(to_string(element.event)) + "Ref";
    const auto found = named_.find(reference(definition.attribute(attribute.c_str()).value()));
    if (found == named_.end()) return;
    const bool by_code = element.event == EventKind::error || element.event == EventKind::escalation;
    element.reference = by_code && !found->second.code.empty() ? found->second.code : found->second.name;
    if (!found->second.correlation.empty()) element.correlation = formula(definition, found->second.correlation);
}

void ProcessReader::read_timer(pugi::xml_node definition, Element& element) {
    const Extensions extensions = extensions_of(definition);
    Timer timer;
    if (const auto working = extensions.get("workingDays"); !working.empty()) {
        timer.kind = Timer::Kind::working_days;
        timer.when = formula(definition, working);
    } else if (const auto days = extensions.get("days"); !days.empty()) {
        timer.kind = Timer::Kind::calendar_days;
        timer.when = formula(definition, days);
    } else if (const auto date = text_of(definition, "timeDate"); !date.empty()) {
        timer.kind = Timer::Kind::date;
        timer.when = formula(definition, date);
    } else if (const auto cycle = text_of(definition, "timeCycle"); !cycle.empty()) {
        timer.kind = Timer::Kind::cycle;
        timer.when = formula(definition, cycle);
    } else {
        timer.when = formula(definition, text_of(definition, "timeDuration"));
    }
    if (timer.when) element.timer = std::move(timer);
}

}  // namespace yici::process
