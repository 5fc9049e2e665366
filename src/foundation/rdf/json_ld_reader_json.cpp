#include <cmath>
#include <nlohmann/json.hpp>

#include "foundation/base/error.h"
#include "foundation/base/nesting.h"
#include "foundation/base/text.h"
#include "foundation/rdf/graph.h"
#include "foundation/rdf/json_ld_context_json.h"

namespace yici::rdf {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void invalid(std::string what) {
    throw Error(ErrorKind::invalid_input, "rdf.json_ld_invalid", std::move(what));
}

/// A number as JSON-LD 1.1 API §8.6 writes it.
Term number_term(const Json& value) {
    if (value.is_number_integer()) return typed(value.dump(), "integer");
    const double number = value.get<double>();
    if (number == std::floor(number) && std::abs(number) < 1e21) {
        return typed(std::to_string(static_cast<int64_t>(number)), "integer");
    }
    char text[40];
    (void)std::snprintf(text, sizeof text, "%.15E", number);
    std::string mantissa(text);
    const size_t at = mantissa.find('E');
    const int exponent = std::atoi(mantissa.c_str() + at + 1);
    mantissa.resize(at);
    while (mantissa.back() == '0' && mantissa[mantissa.size() - 2] != '.') mantissa.pop_back();
    return typed(mantissa + "E" + std::to_string(exponent), "double");
}

class Reader {
  public:
    Graph read(const Json& document, const std::string& base) {
        each(document, JsonLdContext(base));
        return std::move(graph_);
    }

  private:
    void each(const Json& value, const JsonLdContext& context) {
        if (value.is_array()) {
            for (const Json& one : value) each(one, context);
        } else if (value.is_object()) {
            (void)node(value, context);
        } else {
            invalid("an object or a list of objects");
        }
    }

    Term new_blank() { return blank("g" + std::to_string(++made_)); }
    static Term node_term(const std::string& id) { return id.starts_with("_:") ? blank("n" + id.substr(2)) : iri(id); }

    Term node(const Json& object, const JsonLdContext& outer) {
        JsonLdContext context = outer;
        if (object.contains("@context")) context.take(object["@context"]);
        std::optional<Term> id;
        bool only_graph = true;
        for (const auto& [key, value] : object.items()) {
            const std::string name = context.vocabulary_iri(key);
            if (name != "@graph" && name != "@context") only_graph = false;
            if (name != "@id") continue;
            if (!value.is_string()) invalid("@id");
            id = node_term(context.document_iri(value.get<std::string>()));
        }
        const Term subject = id.value_or(new_blank());
        for (const auto& [key, value] : object.items()) {
            const std::string name = context.vocabulary_iri(key);
            if (name == "@context" || name == "@id" || name == "@index") continue;
            if (name == "@type") {
                types(subject, value, context);
            } else if (name == "@graph") {
                if (!only_graph && object.size() > 2) invalid("named graphs are not read");
                each(value, context);
            } else if (name == "@reverse") {
                for (const auto& [inner, values] : value.items())
                    reverse(subject, context.vocabulary_iri(inner), values, context);
            } else if (name.starts_with('@')) {
                throw Error(ErrorKind::invalid_input, "rdf.json_ld_unsupported", name);
            } else if (name.find(':') != std::string::npos) {
                property(subject, name, key, value, context);
            }
        }
        return subject;
    }

    void types(const Term& subject, const Json& value, const JsonLdContext& context) {
        for (const Json& one : value.is_array() ? value : Json::array({value})) {
            if (!one.is_string()) invalid("@type");
            const std::string type = context.vocabulary_iri(one.get<std::string>());
            if (!type.empty()) graph_.insert(subject, std::string(kRdf) + "type", node_term(type));
        }
    }

    void reverse(const Term& object, const std::string& name, const Json& values, const JsonLdContext& context) {
        for (const Json& one : values.is_array() ? values : Json::array({values})) {
            const Term subject =
                one.is_string() ? node_term(context.document_iri(one.get<std::string>())) : node(one, context);
            graph_.insert(subject, name, object);
        }
    }

    void property(const Term& subject, const std::string& name, const std::string& key, const Json& value,
                  const JsonLdContext& context) {
        const JsonLdTerm* known = context.find(key);
        const JsonLdTerm term = known != nullptr ? *known : JsonLdTerm{};
        if (term.reverse) return reverse(subject, name, value, context);
        if (term.container == "@list" && !(value.is_object() && value.contains("@list"))) {
            graph_.insert(subject, name, list(value.is_array() ? value : Json::array({value}), term, context));
            return;
        }
        if (term.container == "@language" && value.is_object()) {
            for (const auto& [language, texts] : value.items()) {
                for (const Json& text : texts.is_array() ? texts : Json::array({texts})) {
                    if (!text.is_string()) invalid(key);
                    graph_.insert(subject, name, literal(text.get<std::string>(), language == "@none" ? "" : language));
                }
            }
            return;
        }
        for (const Json& one : value.is_array() ? value : Json::array({value})) {
            if (one.is_null()) continue;
            if (one.is_object() && one.contains("@set")) {
                property(subject, name, key, one["@set"], context);
            } else if (const auto object = term_of(one, term, context)) {
                graph_.insert(subject, name, *object);
            }
        }
    }

    Term list(const Json& values, const JsonLdTerm& term, const JsonLdContext& context) {
        const std::string rdf(kRdf);
        Term rest = iri(rdf + "nil");
        for (size_t i = values.size(); i-- > 0;) {
            const auto value = term_of(values[i], term, context);
            if (!value) continue;
            const Term cell = new_blank();
            graph_.insert(cell, rdf + "first", *value);
            graph_.insert(cell, rdf + "rest", rest);
            rest = cell;
        }
        return rest;
    }

    std::optional<Term> term_of(const Json& value, const JsonLdTerm& term, const JsonLdContext& context) {
        if (value.is_object()) {
            if (value.contains("@list")) return list(value["@list"], term, context);
            for (const auto& [key, inner] : value.items()) {
                if (context.vocabulary_iri(key) == "@value") return value_object(value, context);
            }
            return node(value, context);
        }
        if (value.is_array()) invalid("a list in a list");
        if (value.is_null()) return std::nullopt;
        if (value.is_boolean()) return plain(typed(value.dump(), "boolean"), term);
        if (value.is_number()) return plain(number_term(value), term);
        const std::string text = value.get<std::string>();
        if (term.type == "@id") return node_term(context.document_iri(text));
        if (term.type == "@vocab") {
            const std::string name = context.vocabulary_iri(text);
            return node_term(name.find(':') == std::string::npos ? context.document_iri(text) : name);
        }
        if (!term.type.empty()) return Term{Term::Kind::literal, text, {}, term.type};
        return literal(text, term.language.value_or(context.language()));
    }

    static Term plain(Term value, const JsonLdTerm& term) {
        if (!term.type.empty() && !term.type.starts_with('@')) value.datatype = term.type;
        return value;
    }

    std::optional<Term> value_object(const Json& object, const JsonLdContext& context) {
        Json value;
        std::string type;
        std::string language;
        for (const auto& [key, inner] : object.items()) {
            const std::string name = context.vocabulary_iri(key);
            if (name == "@value") {
                value = inner;
            } else if (name == "@type" && inner.is_string()) {
                type = context.vocabulary_iri(inner.get<std::string>());
            } else if (name == "@language" && inner.is_string()) {
                language = inner.get<std::string>();
            } else if (name != "@index") {
                throw Error(ErrorKind::invalid_input, "rdf.json_ld_unsupported", name);
            }
        }
        if (value.is_null()) return std::nullopt;
        if (value.is_structured()) invalid("@value");
        Term term = value.is_boolean()  ? typed(value.dump(), "boolean")
                    : value.is_number() ? number_term(value)
                                        : literal(value.get<std::string>(), language);
        if (!type.empty()) term.datatype = type;
        return term;
    }

    Graph graph_;
    size_t made_ = 0;
};

}  // namespace

Graph parse_json_ld(std::string_view text, std::string_view base) {
    if (!nests_within(text)) invalid("nested too deep");
    const Json document = Json::parse(text, nullptr, false);
    if (document.is_discarded()) invalid("JSON");
    try {
        return Reader().read(document, std::string(base));
    } catch (const Json::exception& fault) {  // a value of another kind than its key demands
        invalid(fault.what());
    }
}

}  // namespace yici::rdf
