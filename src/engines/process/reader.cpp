#include "engines/process/reader.h"

#include <algorithm>
#include <array>

#include "foundation/base/text.h"

namespace yici::process {

namespace {

struct Kind {
    std::string_view name;
    ElementType type;
};

constexpr std::array<Kind, 21> kKinds = {{{"task", ElementType::task},
                                          {"userTask", ElementType::user_task},
                                          {"serviceTask", ElementType::service_task},
                                          {"scriptTask", ElementType::script_task},
                                          {"businessRuleTask", ElementType::business_rule_task},
                                          {"sendTask", ElementType::send_task},
                                          {"receiveTask", ElementType::receive_task},
                                          {"manualTask", ElementType::manual_task},
                                          {"callActivity", ElementType::call_activity},
                                          {"subProcess", ElementType::sub_process},
                                          {"transaction", ElementType::sub_process},
                                          {"adHocSubProcess", ElementType::unsupported},
                                          {"exclusiveGateway", ElementType::exclusive_gateway},
                                          {"parallelGateway", ElementType::parallel_gateway},
                                          {"inclusiveGateway", ElementType::inclusive_gateway},
                                          {"eventBasedGateway", ElementType::event_gateway},
                                          {"complexGateway", ElementType::unsupported},
                                          {"startEvent", ElementType::start_event},
                                          {"endEvent", ElementType::end_event},
                                          {"intermediateCatchEvent", ElementType::catch_event},
                                          {"intermediateThrowEvent", ElementType::throw_event}}};

std::optional<ElementType> type_of(std::string_view name) {
    if (name == "boundaryEvent") return ElementType::boundary_event;
    const auto found = std::ranges::find(kKinds, name, &Kind::name);
    return found == kKinds.end() ? std::nullopt : std::optional(found->type);
}

/// Flow nodes of other kinds (choreographies): drawn where a process has no place for them.
bool is_other_flow_node(std::string_view name) {
    return name == "choreographyTask" || name == "subChoreography" || name == "callChoreography";
}

}  // namespace

void ProcessReader::fault(pugi::xml_node node, std::string key, const std::string& detail) {
    into_.faults.push_back({file_, xml_.line_of(node), std::move(key), detail});
}

void ProcessReader::cannot_run(pugi::xml_node node, std::string key, const std::string& detail) {
    const std::string id = node.attribute("id").value();
    into_.not_executable.emplace_back(
        model_->key, Finding{file_, xml_.line_of(node), std::move(key), detail.empty() ? id : id + ": " + detail});
}

Formula ProcessReader::guarded(pugi::xml_node node, std::string_view text, bool is_condition) {
    try {
        return is_condition ? Formula::condition(text, variables_) : Formula::value(text, variables_);
    } catch (const Error& error) {
        std::string id;
        for (pugi::xml_node at = node; at && id.empty(); at = at.parent()) id = at.attribute("id").value();
        into_.faults.push_back({file_, xml_.line_of(node), "process.expression_wrong",
                                id + ": " + std::string(message(error.key(), Language::zh)) + " " + error.detail()});
        return Formula::constant({});
    }
}

Formula ProcessReader::formula(pugi::xml_node node, std::string_view text) {
    return guarded(node, text, false);
}

Formula ProcessReader::condition(pugi::xml_node node, std::string_view text) {
    return guarded(node, text, true);
}

std::optional<Limit> ProcessReader::limit_of(const Extensions& extensions, pugi::xml_node node) {
    const std::string_view days = extensions.get("days");
    if (days.empty()) return std::nullopt;
    const std::string_view clock = extensions.get("clock");
    if (!clock.empty() && clock != "working" && clock != "calendar")
        fault(node, "process.clock_unknown", std::string(clock));
    return Limit{formula(node, days), clock != "calendar"};
}

void ProcessReader::read(pugi::xml_node process) {
    model_ = std::make_shared<Model>();
    model_->key = process.attribute("id").value();
    model_->name = process.attribute("name").value();
    model_->executable = std::string_view(process.attribute("isExecutable").value()) != "false";
    model_->line = xml_.line_of(process);
    if (model_->key.empty()) fault(process, "process.id_missing", "process");
    const Extensions extensions = extensions_of(process);
    variables_ = extensions.variables;
    model_->variables = extensions.variables;
    model_->limit = limit_of(extensions, process);
    read_scope(process, -1);
    connect();
    connect_attachments();
    model_->finish();
    check_model(*model_, file_, into_);
    into_.models.push_back(model_);
}

void ProcessReader::read_scope(pugi::xml_node scope, int parent) {
    for (const pugi::xml_node child : scope.children()) {
        if (!is_bpmn(child)) continue;
        const std::string_view name = local_name(child.name());
        if (name == "sequenceFlow") {
            flow_nodes_.push_back(child);
        } else if (name == "association") {
            associations_.push_back(child);
        } else if (type_of(name) || is_other_flow_node(name)) {
            read_node(child, parent);
        }
    }
}

void ProcessReader::read_node(pugi::xml_node node, int parent) {
    const std::string_view name = local_name(node.name());
    Element element;
    element.id = node.attribute("id").value();
    element.name = node.attribute("name").value();
    element.type = type_of(name).value_or(ElementType::unsupported);
    element.line = xml_.line_of(node);
    element.parent = parent;
    if (element.id.empty() || element.id.find_first_of(" \t\r\n") != std::string::npos) {
        fault(node, "process.id_missing", std::string(name));
        return;
    }
    const int index = static_cast<int>(model_->elements.size());
    if (!elements_.emplace(element.id, index).second) {
        fault(node, "process.id_doubled", element.id);
        return;
    }
    if (element.type == ElementType::unsupported) {
        cannot_run(node, name == "adHocSubProcess" ? "process.ad_hoc_refused" : "process.not_supported",
                   std::string(name));
    }
    if (is_activity(element.type))
        read_activity(node, element);
    else
        read_event(node, element);
    model_->elements.push_back(std::move(element));
    nodes_.push_back({node, index});
    if (name == "subProcess" || name == "transaction" || name == "adHocSubProcess") read_scope(node, index);
}

void ProcessReader::read_flow(pugi::xml_node node) {
    Flow flow;
    flow.id = node.attribute("id").value();
    flow.name = node.attribute("name").value();
    const auto from = elements_.find(reference(node.attribute("sourceRef").value()));
    const auto to = elements_.find(reference(node.attribute("targetRef").value()));
    if (from == elements_.end() || to == elements_.end()) {
        fault(node, "process.flow_dangles", flow.id);
        return;
    }
    if (!flow.id.empty() && !flow_ids_.insert(flow.id).second) {
        fault(node, "process.id_doubled", flow.id);
        return;
    }
    flow.from = from->second;
    flow.to = to->second;
    if (model_->at(flow.from).parent != model_->at(flow.to).parent) {
        fault(node, "process.flow_crosses", flow.id);
        return;
    }
    flow.condition = condition(node, bpmn_child(node, "conditionExpression").text().get());
    const int index = static_cast<int>(model_->flows.size());
    model_->elements[static_cast<size_t>(flow.from)].outgoing.push_back(index);
    model_->elements[static_cast<size_t>(flow.to)].incoming.push_back(index);
    model_->flows.push_back(std::move(flow));
}

void ProcessReader::read_association(pugi::xml_node node) {
    const auto from = elements_.find(reference(node.attribute("sourceRef").value()));
    const auto to = elements_.find(reference(node.attribute("targetRef").value()));
    if (from == elements_.end() || to == elements_.end()) return;  // to a text annotation
    const Element& event = model_->at(from->second);
    if (event.type != ElementType::boundary_event || event.event != EventKind::compensation) return;
    if (event.attached_to >= 0) model_->elements[static_cast<size_t>(event.attached_to)].handler = to->second;
}

/// Flows leave in the order in which the source names them, as far as it does.
void order_flows(pugi::xml_node node, Element& element, const std::vector<Flow>& flows) {
    std::map<std::string, size_t, std::less<>> order;
    for (const pugi::xml_node child : node.children()) {
        if (is_bpmn(child, "outgoing")) order.emplace(reference(child.text().get()), order.size());
    }
    std::ranges::stable_sort(element.outgoing, {}, [&](int flow) {
        const auto found = order.find(flows[static_cast<size_t>(flow)].id);
        return found == order.end() ? order.size() : found->second;
    });
}

void ProcessReader::connect() {
    for (const pugi::xml_node node : flow_nodes_) read_flow(node);
    for (const Pending& pending : nodes_) {
        Element& element = model_->elements[static_cast<size_t>(pending.element)];
        order_flows(pending.node, element, model_->flows);
        const std::string preferred = reference(pending.node.attribute("default").value());
        if (preferred.empty()) continue;
        for (const int flow : element.outgoing) {
            if (model_->flows[static_cast<size_t>(flow)].id == preferred) element.default_flow = flow;
        }
        if (element.default_flow < 0) fault(pending.node, "process.default_unknown", element.id);
    }
}

void ProcessReader::connect_attachments() {
    for (const Pending& pending : nodes_) {
        Element& element = model_->elements[static_cast<size_t>(pending.element)];
        if (element.type == ElementType::boundary_event) {
            const auto host = elements_.find(reference(pending.node.attribute("attachedToRef").value()));
            if (host == elements_.end() || model_->at(host->second).parent != element.parent ||
                (!is_activity(model_->at(host->second).type) &&
                 model_->at(host->second).type != ElementType::unsupported)) {
                fault(pending.node, "process.attached_to_nothing", element.id);
                continue;
            }
            element.attached_to = host->second;
            model_->elements[static_cast<size_t>(host->second)].boundary.push_back(pending.element);
        }
        if (element.event != EventKind::compensation) continue;
        const auto definition = bpmn_child(pending.node, "compensateEventDefinition");
        const auto activity = elements_.find(reference(definition.attribute("activityRef").value()));
        if (activity != elements_.end()) element.compensates = activity->second;
    }
    for (const pugi::xml_node node : associations_) read_association(node);
}

Definitions read_bpmn(std::string_view bytes, const std::string& file) {
    const XmlFile xml(bytes);
    Definitions definitions;
    if (!is_bpmn(xml.root(), "definitions")) {
        throw Error(ErrorKind::invalid_input, "process.no_bpmn",
                    std::string(local_name(xml.root().name())).substr(0, 80));
    }
    std::map<std::string, Named> named;
    for (const pugi::xml_node node : xml.root().children()) {
        const std::string_view name = local_name(node.name());
        if (!is_bpmn(node) || (name != "message" && name != "signal" && name != "error" && name != "escalation"))
            continue;
        Named one;
        one.name = node.attribute("name").value();
        one.code = node.attribute(name == "error" ? "errorCode" : "escalationCode").value();
        if (one.name.empty()) one.name = node.attribute("id").value();
        one.correlation = extensions_of(node).get("correlationKey");
        named.insert_or_assign(node.attribute("id").value(), one);
    }
    std::set<std::string, std::less<>> keys;
    for (const pugi::xml_node node : xml.root().children()) {
        if (!is_bpmn(node, "process")) continue;
        if (!keys.insert(node.attribute("id").value()).second) {
            definitions.faults.push_back({file, xml.line_of(node), "process.id_doubled", node.attribute("id").value()});
            continue;
        }
        ProcessReader(xml, named, file, definitions).read(node);
    }
    return definitions;
}

}  // namespace yici::process
