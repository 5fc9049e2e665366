#include "services/access_log/access_json.h"

#include <nlohmann/json.hpp>

namespace yici::access_log {

namespace {

using Json = nlohmann::ordered_json;

std::string text_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Json to_json(const Access& access, const Names& names) {
    Json fields = Json::array();
    for (const auto& field : access.fields) fields.push_back(names.field(access.resource, field));
    return {{"index", access.index},
            {"time", to_iso8601(access.time)},
            {"kind", access.kind},
            {"organisation_name", names.organisation(access.organisation)},
            {"system", access.actor},
            {"case_number", access.case_number},
            {"matter_name", names.matter(access.matter)},
            {"material_name", names.material(access.matter, access.material)},
            {"resource_name", names.resource(access.resource)},
            {"fields", fields},
            {"purpose", access.purpose},
            {"legal_basis", access.basis},
            {"result", access.result}};
}

}  // namespace

Access parse_access(const journal::Stored& entry) {
    const Json json = Json::parse(entry.text, nullptr, false);
    Access access;
    access.index = entry.index;
    access.time = entry.time;
    if (!json.is_object()) return access;
    access.kind = text_at(json, "kind");
    access.actor = text_at(json, "actor");
    access.case_number = text_at(json, "about");
    const auto data = json.find("data");
    if (data == json.end() || !data->is_object()) return access;
    access.organisation = text_at(*data, "organisation");
    access.matter = text_at(*data, "matter");
    access.material = text_at(*data, "material");
    access.resource = text_at(*data, "resource");
    access.purpose = text_at(*data, "purpose");
    access.basis = text_at(*data, "basis");
    access.result = text_at(*data, "result");
    const auto fields = data->find("fields");
    if (fields == data->end() || !fields->is_array()) return access;
    for (const auto& field : *fields) {
        if (field.is_string()) access.fields.push_back(field.get<std::string>());
    }
    return access;
}

std::string to_json(const Page& page, const http::Part& part, const Names& names) {
    Json items = Json::array();
    for (const auto& access : page.items) items.push_back(to_json(access, names));
    return http::listing(items.dump(), part, page.total);
}

}  // namespace yici::access_log
