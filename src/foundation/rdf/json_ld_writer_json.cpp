#include <nlohmann/json.hpp>

#include "foundation/rdf/graph.h"

namespace yici::rdf {

namespace {

using Json = nlohmann::ordered_json;

/// Keys and types with a prefix where one fits; a rest with "//" in front would be read as an address.
std::string compact(const Prefixes& prefixes, const std::string& iri) {
    for (const auto& [prefix, space] : prefixes) {
        if (iri.size() > space.size() && iri.starts_with(space) && iri.compare(space.size(), 2, "//") != 0) {
            return prefix + ":" + iri.substr(space.size());
        }
    }
    return iri;
}

std::string id_of(const Term& node) {
    return node.kind == Term::Kind::blank ? "_:" + node.value : node.value;
}

Json value_of(const Prefixes& prefixes, const Term& term) {
    if (!term.is_literal()) return {{"@id", id_of(term)}};
    Json value{{"@value", term.value}};
    if (!term.language.empty()) value["@language"] = term.language;
    if (!term.datatype.empty()) value["@type"] = compact(prefixes, term.datatype);
    return value;
}

}  // namespace

std::string to_json_ld(const Graph& graph) {
    Json context = Json::object();
    for (const auto& [prefix, space] : graph.prefixes()) context[prefix] = space;
    Json nodes = Json::array();
    const std::string type = std::string(kRdf) + "type";
    for (const auto& [subject, properties] : graph.subjects()) {
        Json node{{"@id", id_of(subject)}};
        if (const auto types = properties.find(type); types != properties.end()) {
            for (const Term& one : types->second) node["@type"].push_back(compact(graph.prefixes(), id_of(one)));
        }
        for (const auto& [predicate, values] : properties) {
            if (predicate == type) continue;
            Json& list = node[compact(graph.prefixes(), predicate)] = Json::array();
            for (const Term& value : values) list.push_back(value_of(graph.prefixes(), value));
        }
        nodes.push_back(std::move(node));
    }
    return Json{{"@context", std::move(context)}, {"@graph", std::move(nodes)}}.dump(1) + "\n";
}

}  // namespace yici::rdf
