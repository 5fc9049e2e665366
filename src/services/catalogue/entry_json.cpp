#include "services/catalogue/entry_json.h"

#include <nlohmann/json.hpp>

namespace yici::catalogue {

namespace {

using Json = nlohmann::ordered_json;

template <typename Value>
void take(const Json& object, const char* key, Value& value) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return;
    const bool fits = std::is_same_v<Value, std::string> ? found->is_string()
                      : std::is_same_v<Value, bool>      ? found->is_boolean()
                      : std::is_same_v<Value, int>       ? found->is_number_integer()
                                                         : found->is_array();
    if (!fits) throw Error(ErrorKind::invalid_input, "catalogue.bad_request", key);
    try {
        value = found->get<Value>();
    } catch (const Json::exception&) {  // an array of something else than text
        throw Error(ErrorKind::invalid_input, "catalogue.bad_request", key);
    }
}

Json item_json(const Item& item) {
    return {{"name", item.name},
            {"title", item.title},
            {"title_en", item.title_en},
            {"type", item.type},
            {"length", item.length},
            {"share_type", item.share_type},
            {"sensitivity", item.sensitivity},
            {"element", item.element}};
}

Item parse_item(const Json& object) {
    if (!object.is_object()) throw Error(ErrorKind::invalid_input, "catalogue.bad_request", "items");
    Item item;
    take(object, "name", item.name);
    take(object, "title", item.title);
    take(object, "title_en", item.title_en);
    take(object, "type", item.type);
    take(object, "length", item.length);
    take(object, "share_type", item.share_type);
    take(object, "sensitivity", item.sensitivity);
    take(object, "element", item.element);
    if (item.name.empty()) item.name = item.title;
    return item;
}

}  // namespace

std::string to_json(const Entry& entry) {
    Json items = Json::array();
    for (const Item& item : entry.items) items.push_back(item_json(item));
    return Json{{"code", entry.code},
                {"name", entry.name},
                {"name_en", entry.name_en},
                {"provider", entry.provider},
                {"provider_name", entry.provider_name},
                {"abstract", entry.abstract},
                {"abstract_en", entry.abstract_en},
                {"format", entry.format},
                {"format_type", entry.format_type},
                {"items", std::move(items)},
                {"share_type", entry.share_type},
                {"share_condition", entry.share_condition},
                {"share_method", entry.share_method},
                {"share_method_type", entry.share_method_type},
                {"open", entry.open},
                {"open_condition", entry.open_condition},
                {"update_cycle", entry.update_cycle},
                {"issued", entry.issued},
                {"related", entry.related},
                {"theme", entry.theme},
                {"keywords", entry.keywords},
                {"sensitivity", entry.sensitivity},
                {"scenario", entry.scenario},
                {"channel", entry.channel},
                {"system", entry.system},
                {"record_type", entry.record_type}}
        .dump();
}

Entry parse_entry(std::string_view json) {
    const Json object = Json::parse(json, nullptr, false);
    if (!object.is_object()) throw Error(ErrorKind::invalid_input, "catalogue.bad_request", "object");
    Entry entry;
    take(object, "code", entry.code);
    take(object, "name", entry.name);
    take(object, "name_en", entry.name_en);
    take(object, "provider", entry.provider);
    take(object, "provider_name", entry.provider_name);
    take(object, "abstract", entry.abstract);
    take(object, "abstract_en", entry.abstract_en);
    take(object, "format", entry.format);
    take(object, "format_type", entry.format_type);
    take(object, "share_type", entry.share_type);
    take(object, "share_condition", entry.share_condition);
    take(object, "share_method", entry.share_method);
    take(object, "share_method_type", entry.share_method_type);
    take(object, "open", entry.open);
    take(object, "open_condition", entry.open_condition);
    take(object, "update_cycle", entry.update_cycle);
    take(object, "issued", entry.issued);
    take(object, "related", entry.related);
    take(object, "theme", entry.theme);
    take(object, "keywords", entry.keywords);
    take(object, "sensitivity", entry.sensitivity);
    take(object, "scenario", entry.scenario);
    take(object, "channel", entry.channel);
    take(object, "system", entry.system);
    take(object, "record_type", entry.record_type);
    if (const auto items = object.find("items"); items != object.end()) {
        if (!items->is_array()) throw Error(ErrorKind::invalid_input, "catalogue.bad_request", "items");
        for (const Json& item : *items) entry.items.push_back(parse_item(item));
    }
    return entry;
}

}  // namespace yici::catalogue
