#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yici::process {

/// What a model says to an engine beside BPMN's own words: attributes and children in our namespace
/// (docs/formats/procedure.md), and what Zeebe and Camunda write for the same things, under our names.
struct Extensions {
    std::map<std::string, std::string, std::less<>> values;
    std::vector<std::pair<std::string, std::string>> candidates;  // organisation, role
    std::vector<std::pair<std::string, std::string>> inputs;      // source, target
    std::vector<std::pair<std::string, std::string>> outputs;
    std::vector<std::string> variables;

    /// "" when absent.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const { return get(name) == "true"; }
};

[[nodiscard]] Extensions extensions_of(pugi::xml_node node);

}  // namespace yici::process
