#include "services/requests/request_json.h"

#include <nlohmann/json.hpp>

#include "foundation/base/nesting.h"
#include "services/requests/requests_state.h"

namespace yici::requests {

using nlohmann::json;

namespace {

[[noreturn]] void bad(const char* key) {
    throw Error(ErrorKind::invalid_input, "requests.bad_request", key);
}

json or_null(const std::optional<Date>& date) {
    return date && date->ok() ? json(to_string(*date)) : json();
}

json parse_object(std::string_view body) {
    if (!nests_within(body)) bad("nested too deeply");
    json value = body.empty() ? json::object() : json::parse(body, nullptr, /*allow_exceptions=*/false);
    if (!value.is_object()) bad("JSON object expected");
    return value;
}

std::string text_of(const json& object, const char* key, std::string fallback = {}) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return fallback;
    if (!found->is_string()) bad(key);
    std::string text = *found;
    if (text.size() > 4000) throw Error(ErrorKind::too_large, "requests.bad_request", key);
    return text;
}

int64_t number_of(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return 0;
    if (!found->is_number_integer()) bad(key);
    return found->get<int64_t>();
}

bool flag_of(const json& object, const char* key, bool fallback) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return fallback;
    if (!found->is_boolean()) bad(key);
    return found->get<bool>();
}

std::optional<Date> date_of(const json& object, const char* key) {
    const std::string text = text_of(object, key);
    if (text.empty()) return std::nullopt;
    const auto date = parse_date(text);
    if (!date) bad(key);
    return date;
}

std::vector<std::string> texts_of(const json& object, const char* key) {
    std::vector<std::string> texts;
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return texts;
    if (!found->is_array() || found->size() > 200) bad(key);
    for (const json& one : *found) {
        if (!one.is_string() || one.get_ref<const std::string&>().find('\n') != std::string::npos) bad(key);
        texts.push_back(one);
    }
    return texts;
}

Draft draft_of(const json& object) {
    Draft draft;
    draft.resource = text_of(object, "resource");
    draft.purpose = text_of(object, "purpose", "matter");
    draft.matter = text_of(object, "matter");
    draft.material = text_of(object, "material");
    draft.reason = text_of(object, "reason");
    draft.fields = texts_of(object, "fields");
    draft.daily_quota = number_of(object, "daily_quota");
    draft.valid_until = date_of(object, "valid_until");
    draft.basis = text_of(object, "basis");
    draft.ground = text_of(object, "ground");
    draft.submit = flag_of(object, "submit", true);
    return draft;
}

json fields_json(const Parts& parts, const std::string& resource_code, const std::vector<std::string>& fields) {
    const exchange::Resource* resource = parts.resources.find(resource_code);
    const records::RecordType* type = resource != nullptr ? parts.types.find(resource->record_type) : nullptr;
    json array = json::array();
    for (const std::string& name : fields) {
        const records::Field* field = type != nullptr ? type->find(name) : nullptr;
        array.push_back({{"name", name},
                         {"title", field != nullptr ? field->title : name},
                         {"title_en", field != nullptr ? field->title_en : name}});
    }
    return array;
}

json terms_json(const Parts& parts, const std::string& resource, const Terms& terms) {
    return {{"fields", fields_json(parts, resource, terms.fields)},
            {"daily_quota", terms.daily_quota},
            {"valid_until", or_null(terms.valid_until)}};
}

std::string resource_name(const Parts& parts, const std::string& code) {
    const exchange::Resource* resource = parts.resources.find(code);
    return resource != nullptr ? resource->name : code;
}

std::string matter_name(const Parts& parts, const std::string& code) {
    const matters::Matter* matter = parts.matters.find(code);
    return matter != nullptr ? matter->name : code;
}

std::string material_name(const Parts& parts, const std::string& matter_code, const std::string& code) {
    if (const matters::Matter* matter = parts.matters.find(matter_code)) {
        for (const matters::Material& material : matter->materials) {
            if (material.code == code) return material.name;
        }
    }
    return code;
}

json summary(const Parts& parts, const Actor& actor, const Request& request) {
    const Date today = china_date(parts.clock.now());
    const exchange::Resource* resource = parts.resources.find(request.resource);
    json actions = json::array();
    for (const Action action : actions_for(request, actor, today)) actions.push_back(to_string(action));
    return {{"number", request.number},
            {"requester", request.requester},
            {"requester_name", parts.organisations.name_of(request.requester)},
            {"provider", request.provider},
            {"provider_name", parts.organisations.name_of(request.provider)},
            {"resource", request.resource},
            {"resource_name", resource_name(parts, request.resource)},
            {"share_type", resource != nullptr ? share_terms(parts, *resource).of(request.terms.fields) : 3},
            {"purpose", request.purpose},
            {"matter", request.matter},
            {"matter_name", matter_name(parts, request.matter)},
            {"material", request.material},
            {"material_name", material_name(parts, request.matter, request.material)},
            {"state", to_string(request.state)},
            {"state_name", name_of(request.state)},
            {"stage", to_string(request.stage)},
            {"due_on", request.limit ? json(to_string(request.limit->due)) : json()},
            {"light", codes::to_string(light_of(request, today))},
            {"outcome", request.outcome},
            {"created_at", to_iso8601(request.created_at)},
            {"actions", actions}};
}

json grant_json(const Parts& parts, const GrantView& view) {
    json matters = json::array();
    for (const std::string& code : view.grant.matters) {
        matters.push_back({{"code", code}, {"name", matter_name(parts, code)}});
    }
    return {{"id", view.grant.id},
            {"organisation", view.grant.organisation},
            {"organisation_name", parts.organisations.name_of(view.grant.organisation)},
            {"provider", view.provider},
            {"provider_name", parts.organisations.name_of(view.provider)},
            {"resource", view.grant.resource},
            {"resource_name", resource_name(parts, view.grant.resource)},
            {"matters", matters},
            {"fields", fields_json(parts, view.grant.resource, view.grant.fields)},
            {"daily_quota", view.grant.daily_quota},
            {"valid_until", or_null(view.grant.valid_until)},
            {"since", or_null(view.grant.since)},
            {"basis", view.grant.basis},
            {"statutory", view.grant.statutory},
            {"state", view.in_force        ? "in_force"
                      : view.grant.revoked ? "revoked"
                                           : "expired"},
            {"used_today", view.used_today},
            {"calls", view.calls},
            {"last_used", or_null(view.last_used)},
            {"unused_days", view.unused_days},
            {"days_left", view.days_left},
            {"review_due", view.review_due},
            {"reviewed_on", or_null(view.reviewed_on)},
            {"request", view.request}};
}

}  // namespace

std::string RequestJson::one(const Request& request, const std::vector<Event>& events) const {
    json value = summary(parts_, actor_, request);
    value["reason"] = request.reason;
    value["terms"] = terms_json(parts_, request.resource, request.terms);
    value["offer"] = request.offer ? terms_json(parts_, request.resource, *request.offer) : json();
    value["condition"] = request.condition;
    value["basis"] = request.basis;
    value["ground"] = request.ground;
    value["answer"] = request.answer;
    value["grant"] = request.granted ? json(request.number) : json();
    json steps = json::array();
    for (const Event& event : events) {
        steps.push_back(
            {{"step", event.step},
             {"time", to_iso8601(event.time)},
             {"actor_name", event.actor_name},
             {"organisation_name", event.organisation.empty() ? "" : parts_.organisations.name_of(event.organisation)},
             {"action", event.action},
             {"state", to_string(event.state)},
             {"state_name", name_of(event.state)},
             {"stage", to_string(event.stage)},
             {"note", event.note}});
    }
    value["events"] = std::move(steps);
    return value.dump();
}

std::string RequestJson::list(const Page& page, const http::Part& part) const {
    json items = json::array();
    for (const Request& request : page.items) items.push_back(summary(parts_, actor_, request));
    return http::listing(items.dump(), part, page.total);
}

std::string RequestJson::grant(const GrantView& view) const {
    return grant_json(parts_, view).dump();
}

std::string RequestJson::grants(const GrantPage& page, const http::Part& part) const {
    json items = json::array();
    for (const GrantView& view : page.items) items.push_back(grant_json(parts_, view));
    return http::listing(items.dump(), part, page.total);
}

Draft parse_draft(std::string_view body) {
    return draft_of(parse_object(body));
}

Act parse_act(Action action, std::string_view body) {
    const json object = parse_object(body);
    Act act;
    act.action = action;
    act.reason = text_of(object, "reason");
    act.agreed = flag_of(object, "agreed", false);
    act.fields = texts_of(object, "fields");
    act.daily_quota = number_of(object, "daily_quota");
    act.valid_until = date_of(object, "valid_until");
    act.condition = text_of(object, "condition");
    act.basis = text_of(object, "basis");
    act.resource = text_of(object, "resource");
    // A request that was sent back may be sent again as it was, or amended as a whole.
    if (action == Action::submit && object.contains("resource")) act.draft = draft_of(object);
    return act;
}

std::string parse_reason(std::string_view body) {
    return text_of(parse_object(body), "reason");
}

}  // namespace yici::requests
