#include "engines/process/extensions.h"

#include <array>

#include "engines/process/model.h"
#include "engines/process/xml.h"

namespace yici::process {

namespace {

constexpr std::string_view kZeebe = "http://camunda.org/schema/zeebe/1.0";
constexpr std::string_view kCamunda = "http://camunda.org/schema/1.0/bpmn";

struct Same {
    std::string_view theirs;
    std::string_view ours;
};

constexpr std::array<Same, 9> kCamundaAttributes = {{{"assignee", "assignee"},
                                                     {"candidateGroups", "role"},
                                                     {"formKey", "form"},
                                                     {"topic", "job"},
                                                     {"decisionRef", "decision"},
                                                     {"resultVariable", "result"},
                                                     {"collection", "items"},
                                                     {"elementVariable", "item"},
                                                     {"dueDate", "dueDate"}}};

/// "element attribute" of Zeebe's extension elements.
constexpr std::array<Same, 17> kZeebeAttributes = {{{"taskDefinition type", "job"},
                                                    {"taskDefinition retries", "retries"},
                                                    {"assignmentDefinition assignee", "assignee"},
                                                    {"assignmentDefinition candidateGroups", "role"},
                                                    {"formDefinition formKey", "form"},
                                                    {"formDefinition formId", "form"},
                                                    {"calledDecision decisionId", "decision"},
                                                    {"calledDecision resultVariable", "result"},
                                                    {"script expression", "script"},
                                                    {"script resultVariable", "result"},
                                                    {"subscription correlationKey", "correlationKey"},
                                                    {"calledElement processId", "calledElement"},
                                                    {"loopCharacteristics inputCollection", "items"},
                                                    {"loopCharacteristics inputElement", "item"},
                                                    {"loopCharacteristics outputCollection", "results"},
                                                    {"loopCharacteristics outputElement", "resultOf"},
                                                    {"versionTag value", "versionTag"}}};

void read_ours(const pugi::xml_node& child, Extensions& into) {
    const std::string_view name = local_name(child.name());
    if (name == "candidate")
        into.candidates.emplace_back(child.attribute("organisation").value(), child.attribute("role").value());
    if (name == "input") into.inputs.emplace_back(child.attribute("source").value(), child.attribute("target").value());
    if (name == "output")
        into.outputs.emplace_back(child.attribute("source").value(), child.attribute("target").value());
    if (name == "variable") into.variables.emplace_back(child.attribute("name").value());
}

void read_zeebe(const pugi::xml_node& child, Extensions& into) {
    const std::string_view name = local_name(child.name());
    if (name == "ioMapping") {
        for (const pugi::xml_node one : child.children()) {
            auto& list = local_name(one.name()) == "input" ? into.inputs : into.outputs;
            list.emplace_back(one.attribute("source").value(), one.attribute("target").value());
        }
        return;
    }
    for (const pugi::xml_attribute attribute : child.attributes()) {
        const std::string key = std::string(name) + " " + attribute.name();
        for (const Same& same : kZeebeAttributes) {
            if (same.theirs == key && attribute.value()[0] != 0) into.values.emplace(same.ours, attribute.value());
        }
    }
}

void read_attributes(const pugi::xml_node& node, Extensions& into) {
    for (const pugi::xml_attribute attribute : node.attributes()) {
        const std::string_view name = attribute.name();
        if (name.find(':') == std::string_view::npos) continue;
        const std::string_view space = namespace_of(node, name, true);
        const std::string_view local = local_name(name);
        if (space == kExtensionNamespace) into.values.insert_or_assign(std::string(local), attribute.value());
        if (space != kCamunda) continue;
        for (const Same& same : kCamundaAttributes) {
            if (same.theirs == local) into.values.emplace(same.ours, attribute.value());
        }
    }
}

}  // namespace

std::string_view Extensions::get(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::string_view() : std::string_view(found->second);
}

Extensions extensions_of(pugi::xml_node node) {
    Extensions found;
    read_attributes(node, found);
    for (const pugi::xml_node child : bpmn_child(node, "extensionElements").children()) {
        if (child.type() != pugi::node_element) continue;
        const std::string_view space = namespace_of(child, child.name());
        if (space == kExtensionNamespace) read_ours(child, found);
        if (space == kZeebe) read_zeebe(child, found);
    }
    return found;
}

}  // namespace yici::process
