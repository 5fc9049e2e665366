#include "services/disputes/dispute_json.h"

#include <nlohmann/json.hpp>

namespace yici::disputes {

namespace {

using Json = nlohmann::ordered_json;

std::string text_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string())
        throw Error(ErrorKind::invalid_input, "disputes.bad_request", key);
    return found->get<std::string>();
}

Json object_of(const Dispute& dispute, const Disputes& disputes) {
    return {{"id", dispute.id},
            {"type", dispute.type},
            {"field", dispute.field},
            {"title", disputes.title_of(dispute)},
            {"reason", dispute.reason},
            {"state", dispute.state},
            {"created_at", to_iso8601(dispute.created)}};
}

}  // namespace

Disputes::Claim parse_claim(std::string_view body) {
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) throw Error(ErrorKind::invalid_input, "disputes.bad_request");
    return {text_at(json, "type"), text_at(json, "field"), text_at(json, "reason")};
}

std::string to_json(const Dispute& dispute, const Disputes& disputes) {
    return object_of(dispute, disputes).dump();
}

std::string to_json(const Page& page, int64_t number, int64_t size, const Disputes& disputes) {
    Json items = Json::array();
    for (const auto& dispute : page.items) items.push_back(object_of(dispute, disputes));
    return Json{{"items", items}, {"page", number}, {"size", size}, {"total", page.total}}.dump();
}

}  // namespace yici::disputes
