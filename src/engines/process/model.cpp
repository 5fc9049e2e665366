#include "engines/process/model.h"

#include <algorithm>
#include <array>

namespace yici::process {

std::string_view to_string(ElementType type) {
    static constexpr std::array<std::string_view, 20> kNames = {"task",
                                                                "userTask",
                                                                "serviceTask",
                                                                "scriptTask",
                                                                "businessRuleTask",
                                                                "sendTask",
                                                                "receiveTask",
                                                                "manualTask",
                                                                "callActivity",
                                                                "subProcess",
                                                                "exclusiveGateway",
                                                                "parallelGateway",
                                                                "inclusiveGateway",
                                                                "eventBasedGateway",
                                                                "startEvent",
                                                                "endEvent",
                                                                "intermediateCatchEvent",
                                                                "intermediateThrowEvent",
                                                                "boundaryEvent",
                                                                "unsupported"};
    return kNames[static_cast<size_t>(type)];
}

std::string_view to_string(EventKind kind) {
    static constexpr std::array<std::string_view, 10> kNames = {"none",        "message", "timer",     "error",
                                                                "escalation",  "signal",  "terminate", "compensation",
                                                                "conditional", "link"};
    return kNames[static_cast<size_t>(kind)];
}

bool is_activity(ElementType type) {
    return type <= ElementType::sub_process;
}

std::optional<int> Model::find(std::string_view id) const {
    const auto found = by_id_.find(std::string(id));
    return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

bool Model::reaches(int gateway, size_t flow, int element) const {
    const auto found = reach_.find(gateway);
    return found != reach_.end() && found->second[flow][static_cast<size_t>(element)];
}

int Model::link_target(int element) const {
    const Element& source = at(element);
    for (size_t i = 0; i < elements.size(); ++i) {
        const Element& other = elements[i];
        if (other.type == ElementType::catch_event && other.event == EventKind::link && other.parent == source.parent &&
            other.reference == source.reference) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

/// Elements from which a token can come to `flow` without passing `without`; -1 passes all.
std::vector<bool> Model::elements_before(int flow, int without) const {
    std::vector<bool> seen(elements.size(), false);
    std::vector<int> open = {flows[static_cast<size_t>(flow)].from};
    while (!open.empty()) {
        const int element = open.back();
        open.pop_back();
        if (element == without || seen[static_cast<size_t>(element)]) continue;
        seen[static_cast<size_t>(element)] = true;
        const Element& node = at(element);
        for (const int before : node.incoming) open.push_back(flows[static_cast<size_t>(before)].from);
        if (node.attached_to >= 0) open.push_back(node.attached_to);
        if (node.type != ElementType::catch_event || node.event != EventKind::link) continue;
        for (size_t i = 0; i < elements.size(); ++i) {
            if (elements[i].type == ElementType::throw_event && elements[i].event == EventKind::link &&
                link_target(static_cast<int>(i)) == element) {
                open.push_back(static_cast<int>(i));
            }
        }
    }
    return seen;
}

bool Model::leads_to(int from, int to) const {
    if (from == to) return true;
    const auto before = [&](int flow) -> bool { return elements_before(flow, -1)[static_cast<size_t>(from)]; };
    if (std::ranges::any_of(at(to).incoming, before)) return true;
    return at(to).attached_to >= 0 && leads_to(from, at(to).attached_to);
}

void Model::finish() {
    shapes_.assign(elements.size() + 1, {});
    std::vector<ScopeShape> implicit(elements.size() + 1);
    for (size_t i = 0; i < elements.size(); ++i) {
        const Element& element = elements[i];
        by_id_.emplace(element.id, static_cast<int>(i));
        ScopeShape& shape = shapes_[static_cast<size_t>(element.parent + 1)];
        if (element.by_event) {
            shape.event_sub_processes.push_back(static_cast<int>(i));
        } else if (element.type == ElementType::start_event) {
            shape.starts.push_back(static_cast<int>(i));
        } else if (element.incoming.empty() && element.type != ElementType::boundary_event &&
                   !element.for_compensation &&
                   !(element.type == ElementType::catch_event && element.event == EventKind::link)) {
            implicit[static_cast<size_t>(element.parent + 1)].starts.push_back(static_cast<int>(i));
        }
    }
    for (size_t i = 0; i < shapes_.size(); ++i) {
        if (shapes_[i].starts.empty()) shapes_[i].starts = implicit[i].starts;
    }
    for (size_t i = 0; i < elements.size(); ++i) {
        const Element& element = elements[i];
        if (element.type != ElementType::inclusive_gateway || element.incoming.size() < 2) continue;
        auto& sets = reach_[static_cast<int>(i)];
        for (const int flow : element.incoming) sets.push_back(elements_before(flow, static_cast<int>(i)));
    }
}

bool Definitions::can_run(const Model& model) const {
    return faults.empty() &&
           std::ranges::none_of(not_executable, [&](const auto& one) { return one.first == model.key; });
}

}  // namespace yici::process
