#include "services/harvest/agents.h"

#include "foundation/base/text.h"

namespace yici::harvest {

std::string Agents::body(const std::string& code, const std::string& name) {
    const organisations::Organisation* known = context_.bodies.find(code);
    const std::string iri = at("/api/v1/organisations/" + percent_encode(code));
    for (const char* type : {"foaf:Agent", "org:Organization", "cv:PublicOrganisation"}) graph_.type(iri, type);
    const std::string title = known != nullptr ? known->name : name.empty() ? code : name;
    const std::string title_en = known != nullptr ? known->name_en : "";
    for (const char* label : {"foaf:name", "dct:title", "skos:prefLabel"}) {
        add_texts(graph_, iri, label, title, title_en);
    }
    graph_.add(iri, "dct:identifier", rdf::literal(code));
    graph_.link(iri, "dct:type", vocabulary_.publisher_type(known != nullptr ? known->level : 3));
    const std::string division = known != nullptr ? known->division : "";
    const codes::Division* region = context_.divisions.find(division);
    const std::string place = at("/api/v1/divisions/" + percent_encode(division.empty() ? "unknown" : division));
    graph_.type(place, "dct:Location");
    graph_.type(place, "http://data.europa.eu/88u/dataset/atu-type");
    if (!division.empty()) graph_.add(place, "dct:identifier", rdf::literal(division));
    add_texts(graph_, place, "skos:prefLabel", region != nullptr ? region->name : "未写明", "");
    graph_.link(iri, "dct:spatial", place);
    return iri;
}

std::string Agents::publisher() {
    return body(context_.rules.publisher.empty() ? "unknown" : context_.rules.publisher, context_.rules.title);
}

std::string Agents::contact() {
    const catalogue::Rules& rules = context_.rules;
    const std::string iri = at("/api/v1/catalogue#contact");
    for (const char* type : {"vcard:Kind", "vcard:Organization", "cv:ContactPoint"}) graph_.type(iri, type);
    add_texts(graph_, iri, "vcard:fn", rules.contact_name, rules.contact_name_en);
    if (!rules.contact_email.empty()) {
        graph_.link(iri, "vcard:hasEmail", "mailto:" + rules.contact_email);
        graph_.add(iri, "cv:email", rdf::literal(rules.contact_email));
    }
    if (!rules.contact_phone.empty()) {
        graph_.link(iri, "vcard:hasTelephone", "tel:" + rules.contact_phone);
        graph_.add(iri, "cv:telephone", rdf::literal(rules.contact_phone));
    }
    return iri;
}

std::string Agents::place() {
    const catalogue::Place& place = context_.rules.place;
    const std::string iri = place.iri.empty() ? at("/api/v1/catalogue#place") : place.iri;
    graph_.type(iri, "dct:Location");
    const std::string name = place.name.empty() ? context_.rules.title : place.name;
    add_texts(graph_, iri, "skos:prefLabel", name, place.name_en);
    if (!place.box.empty()) {
        graph_.add(iri, "dcat:bbox",
                   {rdf::Term::Kind::literal, place.box, {}, "http://www.opengis.net/ont/geosparql#wktLiteral"});
    }
    return iri;
}

std::string Agents::licence(bool open) {
    const catalogue::Licence& licence = open ? context_.rules.open_licence : context_.rules.shared_licence;
    const std::string own = at(open ? "/api/v1/catalogue#open-licence" : "/api/v1/catalogue#shared-licence");
    const std::string iri = licence.iri.empty() ? own : licence.iri;
    graph_.type(iri, "dct:LicenseDocument");
    add_texts(graph_, iri, "dct:title", licence.title, licence.title_en);
    graph_.link(iri, "dct:type", vocabulary_.licence_type(licence.type));
    return iri;
}

std::string Agents::law(const std::string& name, const std::string& name_en, const std::string& number) {
    const std::string iri = at("/api/v1/laws/" + percent_encode(number.empty() ? name : number));
    graph_.type(iri, "eli:LegalResource");
    add_texts(graph_, iri, "dct:title", name, name_en);
    if (!number.empty()) graph_.add(iri, "dct:identifier", rdf::literal(number));
    return iri;
}

std::string Agents::document(const std::string& path) {
    const std::string iri = at(path);
    graph_.type(iri, "foaf:Document");
    return iri;
}

}  // namespace yici::harvest
