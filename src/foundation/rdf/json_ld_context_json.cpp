#include "foundation/rdf/json_ld_context_json.h"

#include <nlohmann/json.hpp>

#include "foundation/base/error.h"
#include "foundation/rdf/graph.h"

namespace yici::rdf {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void unsupported(std::string what) {
    throw Error(ErrorKind::invalid_input, "rdf.json_ld_unsupported", std::move(what));
}

std::string text_of(const Json& value, const std::string& key) {
    if (value.is_null()) return {};
    if (!value.is_string()) throw Error(ErrorKind::invalid_input, "rdf.json_ld_invalid", key);
    return value.get<std::string>();
}

}  // namespace

void JsonLdContext::take(const Json& context) {
    if (context.is_array()) {
        for (const Json& one : context) take(one);
        return;
    }
    if (context.is_null()) {
        *this = JsonLdContext(base_);
        return;
    }
    if (context.is_string()) throw Error(ErrorKind::invalid_input, "rdf.context_remote", context.get<std::string>());
    if (!context.is_object()) throw Error(ErrorKind::invalid_input, "rdf.json_ld_invalid", "@context");
    if (context.contains("@import")) throw Error(ErrorKind::invalid_input, "rdf.context_remote", "@import");
    if (context.contains("@base")) base_ = resolve_iri(base_, text_of(context["@base"], "@base"));
    if (context.contains("@vocab")) vocabulary_ = expanded(text_of(context["@vocab"], "@vocab"), context);
    if (context.contains("@language")) language_ = text_of(context["@language"], "@language");
    for (const auto& [name, value] : context.items()) {
        if (!name.starts_with('@')) define(name, value, context);
    }
}

void JsonLdContext::define(const std::string& name, const Json& value, const Json& local) {
    JsonLdTerm term;
    if (value.is_null()) {
        terms_[name] = term;
        return;
    }
    if (value.is_string()) {
        term.iri = expanded(value.get<std::string>(), local);
        terms_[name] = term;
        return;
    }
    if (!value.is_object()) throw Error(ErrorKind::invalid_input, "rdf.json_ld_invalid", name);
    for (const char* key : {"@context", "@nest", "@index"}) {
        if (value.contains(key)) unsupported(name + " " + key);
    }
    term.reverse = value.contains("@reverse");
    const std::string own =
        term.reverse ? text_of(value["@reverse"], name) : text_of(value.value("@id", Json(name)), name);
    term.iri = own == name ? prefixed(name).value_or(name.find(':') == std::string::npos ? vocabulary_ + name : name)
                           : expanded(own, local);
    if (value.contains("@type")) term.type = expanded(text_of(value["@type"], name), local);
    if (term.type == "@json" || term.type == "@none") unsupported(name + " " + term.type);
    if (value.contains("@language")) term.language = text_of(value["@language"], name);
    if (value.contains("@container")) {
        const Json& container = value["@container"];
        term.container = text_of(container.is_array() && container.size() == 1 ? container[0] : container, name);
        if (term.container != "@set" && term.container != "@list" && term.container != "@language") {
            unsupported(name + " " + term.container);
        }
    }
    terms_[name] = std::move(term);
}

std::string JsonLdContext::expanded(std::string_view name, const Json& local) const {
    if (name.starts_with('@')) return std::string(name);
    const size_t colon = name.find(':');
    const std::string prefix(name.substr(0, colon));
    // A context may use its own prefixes, in any order.
    if (const auto found = local.find(prefix); found != local.end() && prefix != name && !prefix.starts_with('@')) {
        const Json& space = found->is_object() ? found->value("@id", Json()) : *found;
        if (space.is_string() && !name.substr(colon + 1).starts_with("//")) {
            return expanded(space.get<std::string>(), Json::object()) + std::string(name.substr(colon + 1));
        }
    }
    if (const auto known = prefixed(name)) return *known;
    if (const JsonLdTerm* term = find(name)) return term->iri;
    if (colon == std::string_view::npos && local.contains(prefix) && local[prefix].is_string()) {
        const std::string other = local[prefix].get<std::string>();
        if (other != name) return expanded(other, Json::object());
    }
    return colon == std::string_view::npos ? vocabulary_ + std::string(name) : std::string(name);
}

const JsonLdTerm* JsonLdContext::find(std::string_view key) const {
    const auto found = terms_.find(key);
    return found == terms_.end() ? nullptr : &found->second;
}

std::optional<std::string> JsonLdContext::prefixed(std::string_view name) const {
    const size_t colon = name.find(':');
    if (colon == std::string_view::npos || name.substr(colon + 1).starts_with("//")) return std::nullopt;
    const auto found = terms_.find(name.substr(0, colon));
    if (found == terms_.end() || found->second.iri.empty()) return std::nullopt;
    return found->second.iri + std::string(name.substr(colon + 1));
}

std::string JsonLdContext::vocabulary_iri(std::string_view name) const {
    if (name.starts_with('@')) return std::string(name);
    if (const JsonLdTerm* term = find(name)) return term->iri;
    if (const auto known = prefixed(name)) return *known;
    if (name.find(':') != std::string_view::npos) return std::string(name);
    return vocabulary_.empty() ? std::string() : vocabulary_ + std::string(name);
}

std::string JsonLdContext::document_iri(std::string_view name) const {
    if (name.starts_with("_:")) return std::string(name);
    if (const auto known = prefixed(name)) return *known;
    return resolve_iri(base_, name);
}

}  // namespace yici::rdf
