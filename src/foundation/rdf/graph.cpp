#include "foundation/rdf/graph.h"

#include "foundation/base/text.h"

namespace yici::rdf {

Term iri(std::string value) {
    return {Term::Kind::iri, std::move(value), {}, {}};
}

Term blank(std::string label) {
    return {Term::Kind::blank, std::move(label), {}, {}};
}

Term literal(std::string value, std::string language) {
    return {Term::Kind::literal, std::move(value), to_lower(language), {}};
}

Term typed(std::string value, std::string_view datatype) {
    return {Term::Kind::literal, std::move(value), {}, std::string(kXsd) + std::string(datatype)};
}

std::string Graph::expand(std::string_view name) const {
    const size_t colon = name.find(':');
    if (colon == std::string_view::npos) return std::string(name);
    const auto found = prefixes_.find(name.substr(0, colon));
    if (found != prefixes_.end()) return found->second + std::string(name.substr(colon + 1));
    if (name.starts_with("rdf:")) return std::string(kRdf) + std::string(name.substr(colon + 1));
    return std::string(name);
}

void Graph::insert(const Term& subject, std::string predicate, Term object) {
    if (object.datatype == std::string(kXsd) + "string") object.datatype.clear();
    subjects_[subject][std::move(predicate)].insert(std::move(object));
}

void Graph::add(const Term& subject, std::string_view predicate, Term object) {
    insert(subject, expand(predicate), std::move(object));
}

void Graph::add(std::string_view subject, std::string_view predicate, Term object) {
    add(iri(expand(subject)), predicate, std::move(object));
}

void Graph::link(std::string_view subject, std::string_view predicate, std::string_view object) {
    add(subject, predicate, iri(expand(object)));
}

size_t Graph::size() const {
    size_t count = 0;
    for (const auto& [subject, properties] : subjects_) {
        for (const auto& [predicate, values] : properties) count += values.size();
    }
    return count;
}

const std::set<Term>& Graph::objects(const Term& subject, std::string_view predicate) const {
    static const std::set<Term> kNone;
    const auto properties = subjects_.find(subject);
    if (properties == subjects_.end()) return kNone;
    const auto values = properties->second.find(expand(predicate));
    return values == properties->second.end() ? kNone : values->second;
}

std::optional<Term> Graph::object(const Term& subject, std::string_view predicate) const {
    const std::set<Term>& values = objects(subject, predicate);
    if (values.empty()) return std::nullopt;
    return *values.begin();
}

std::string Graph::text(const Term& subject, std::string_view predicate, std::string_view language) const {
    const std::set<Term>& values = objects(subject, predicate);
    for (const Term& value : values) {
        if (value.is_literal() && value.language == language) return value.value;
    }
    return values.empty() ? std::string() : values.begin()->value;
}

std::vector<Term> Graph::of_type(std::string_view type) const {
    const Term wanted = iri(expand(type));
    std::vector<Term> found;
    for (const auto& [subject, properties] : subjects_) {
        const auto types = properties.find(std::string(kRdf) + "type");
        if (types != properties.end() && types->second.contains(wanted)) found.push_back(subject);
    }
    return found;
}

}  // namespace yici::rdf
