#include "services/disputes/dispute_json.h"

#include <nlohmann/json.hpp>

namespace yici::disputes {

namespace {

using Json = nlohmann::ordered_json;

Json parse_object(std::string_view body) {
    Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) throw Error(ErrorKind::invalid_input, "disputes.bad_request");
    return json;
}

std::string text_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string())
        throw Error(ErrorKind::invalid_input, "disputes.bad_request", key);
    return found->get<std::string>();
}

std::string text_or_empty(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    return text_at(object, key);
}

Json object_of(const Dispute& dispute, const Disputes& disputes) {
    return {{"id", dispute.id},
            {"type", dispute.type},
            {"field", dispute.field},
            {"title", disputes.title_of(dispute.type, dispute.field)},
            {"reason", dispute.reason},
            {"state", dispute.state},
            {"created_at", to_iso8601(dispute.created)},
            {"ticket", dispute.ticket},
            {"answer", dispute.answer},
            {"due_on", dispute.due ? Json(to_string(*dispute.due)) : Json()}};
}

}  // namespace

Disputes::Claim parse_claim(std::string_view body) {
    const Json json = parse_object(body);
    return {text_at(json, "type"), text_at(json, "field"), text_at(json, "reason"), text_or_empty(json, "claimed")};
}

std::string to_json(const Dispute& dispute, const Disputes& disputes) {
    return object_of(dispute, disputes).dump();
}

std::string to_json(const Page& page, int64_t number, int64_t size, const Disputes& disputes) {
    Json items = Json::array();
    for (const auto& dispute : page.items) items.push_back(object_of(dispute, disputes));
    return http::listing(items.dump(), {number, size}, page.total);
}

ParsedReport parse_report(std::string_view body, bool of_call) {
    const Json json = parse_object(body);
    ParsedReport parsed;
    parsed.report.subject = text_at(json, "subject");
    parsed.report.field = text_at(json, "field");
    parsed.report.reason = text_at(json, "reason");
    parsed.report.claimed = text_or_empty(json, "claimed");
    parsed.report.case_number = text_or_empty(json, "case");
    if (of_call) {
        parsed.call = text_at(json, "call");
        parsed.resource = text_at(json, "resource");
    } else {
        parsed.report.type = text_at(json, "type");
    }
    return parsed;
}

ParsedDecision parse_decision(std::string_view body, bool with_value) {
    const Json json = parse_object(body);
    return {with_value ? text_at(json, "value") : std::string(), text_at(json, "reason")};
}

}  // namespace yici::disputes
