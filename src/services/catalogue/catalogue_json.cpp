#include "services/catalogue/catalogue_json.h"

#include <nlohmann/json.hpp>

namespace yici::catalogue {

namespace {

using Json = nlohmann::ordered_json;

Json entry_object(const Entry& entry) {
    Json json = Json::parse(to_json(entry));
    const Classification classes = classification_of(entry.code);
    json["classification"] = {{"kind", classes.kind},
                              {"category", classes.category},
                              {"section", classes.section},
                              {"detail", classes.detail}};
    json["share_type_name"] = name_of("share_type", entry.share_type);
    json["format_name"] = name_of("format", entry.format);
    json["update_cycle_name"] = entry.update_cycle == 0 ? "" : name_of("update_cycle", entry.update_cycle);
    return json;
}

Json stored_object(const Stored& stored, View view, bool two_step_review, const Actor& reader) {
    Json json{{"id", stored.id}, {"source", stored.source}};
    const bool desk = view == View::desk || !stored.published;
    json["entry"] = entry_object(desk ? stored.entry : *stored.published);
    json["state"] = static_cast<int>(stored.position.state);
    json["state_name"] = name_of("state", static_cast<int>(stored.position.state));
    json["version"] = stored.position.version;
    if (stored.published_at) json["published_at"] = to_iso8601(*stored.published_at);
    if (!desk) return json;
    json["stage"] = to_string(stored.position.stage);
    json["reason"] = stored.reason;
    json["updated_at"] = to_iso8601(stored.updated);
    json["actions"] = Json::array();
    if (revised(stored.position) && stored.source.empty()) json["actions"].push_back("revise");
    for (const Action action : actions(stored.position, two_step_review)) {
        if (stored.source.empty() && (!is_review(action) || reader.authority)) {
            json["actions"].push_back(to_string(action));
        }
    }
    return json;
}

}  // namespace

std::string to_json(const Stored& stored, View view, bool two_step_review, const Actor& reader) {
    return stored_object(stored, view, two_step_review, reader).dump();
}

std::string to_json(const Page& page, const http::Part& part, View view, bool two_step_review, const Actor& reader) {
    Json items = Json::array();
    for (const Stored& stored : page.items) items.push_back(stored_object(stored, view, two_step_review, reader));
    return http::listing(items.dump(), part, page.total);
}

std::string to_json(const std::vector<Version>& versions) {
    Json items = Json::array();
    for (const Version& version : versions) {
        items.push_back({{"version", version.version},
                         {"published_at", to_iso8601(version.published_at)},
                         {"approved_by", version.approved_by},
                         {"entry", entry_object(version.entry)}});
    }
    return http::listing(items.dump(), {1, std::max<int64_t>(1, std::ssize(versions))}, std::ssize(versions));
}

std::string to_json(const std::vector<Found>& found, const http::Part& part) {
    Json items = Json::array();
    for (int64_t i = part.offset(); i < std::min(part.offset() + part.size, std::ssize(found)); ++i) {
        const Found& one = found[static_cast<size_t>(i)];
        items.push_back({{"kind", one.kind},
                         {"id", one.id},
                         {"code", one.code},
                         {"name", one.name},
                         {"provider_name", one.provider_name},
                         {"source", one.source},
                         {"score", one.score}});
    }
    return http::listing(items.dump(), part, std::ssize(found));
}

std::string to_json(const Stored& stored, const Lineage& lineage) {
    Json systems = Json::array();
    for (const auto& [id, name] : lineage.systems) systems.push_back({{"id", id}, {"name", name}});
    Json matters = Json::array();
    for (const Lineage::Use& use : lineage.matters) {
        matters.push_back({{"code", use.matter},
                           {"name", use.matter_name},
                           {"materials", use.materials},
                           {"fields", use.fields},
                           {"cases", use.cases},
                           {"yearly_cases", use.yearly_cases}});
    }
    return Json{{"id", stored.id},
                {"code", stored.entry.code},
                {"name", stored.entry.name},
                {"provider_name", stored.entry.provider_name},
                {"system", lineage.system},
                {"systems", std::move(systems)},
                {"matters", std::move(matters)},
                {"cases", lineage.cases}}
        .dump();
}

std::string elements_json(const Rules& rules) {
    Json items = Json::array();
    for (const Element& element : rules.elements) {
        items.push_back({{"code", element.code},
                         {"name", element.name},
                         {"name_en", element.name_en},
                         {"type", element.type},
                         {"length", element.length},
                         {"code_set", element.code_set},
                         {"names", element.names},
                         {"fields", element.fields}});
    }
    const auto count = std::ssize(rules.elements);
    return http::listing(items.dump(), {1, std::max<int64_t>(1, count)}, count);
}

std::string to_json(const std::vector<ElementConflict>& conflicts) {
    Json items = Json::array();
    for (const ElementConflict& conflict : conflicts) {
        Json places = Json::array();
        for (const auto& place : conflict.places) {
            places.push_back({{"code", place.code},
                              {"item", place.item},
                              {"title", place.title},
                              {"element", place.element},
                              {"type", place.type},
                              {"known_name", place.known_name}});
        }
        items.push_back({{"kind", conflict.kind},
                         {"element", conflict.element},
                         {"name", conflict.name},
                         {"places", std::move(places)}});
    }
    return http::listing(items.dump(), {1, std::max<int64_t>(1, std::ssize(conflicts))}, std::ssize(conflicts));
}

std::string parse_reason(std::string_view body) {
    if (body.empty()) return {};
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) throw Error(ErrorKind::invalid_input, "catalogue.bad_request", "object");
    const auto reason = json.find("reason");
    if (reason == json.end()) return {};
    if (!reason->is_string()) throw Error(ErrorKind::invalid_input, "catalogue.bad_request", "reason");
    return reason->get<std::string>();
}

}  // namespace yici::catalogue
