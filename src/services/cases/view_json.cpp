#include "services/cases/view_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engines/records/mask.h"
#include "foundation/base/nesting.h"

namespace yici::cases {

using json = nlohmann::ordered_json;  // a rule's answer in the order of its author

namespace {

json or_null(const std::optional<Date>& date) {
    return date ? json(to_string(*date)) : json();
}

json or_null(const std::optional<Instant>& instant) {
    return instant ? json(to_iso8601(*instant)) : json();
}

json summary(const Case& item, const View& view) {
    const matters::Matter* matter = view.matters.find(item.matter);
    return {{"number", item.number},
            {"matter", item.matter},
            {"matter_name", matter != nullptr ? matter->name : item.matter},
            {"matter_name_en", matter != nullptr ? matter->name_en : item.matter},
            {"applicant_name", records::mask(records::Mask::name, item.applicant_name)},
            {"state", code_of(item.state)},
            {"state_name", name_of(item.state)},
            {"light", codes::to_string(light_of(item, view.today))},
            {"received_at", to_iso8601(item.received_at)},
            {"accepted_at", or_null(item.accepted_at)},
            {"due_on", or_null(item.promised_due)},
            {"department_name", view.organisations.name_of(item.department)},
            {"flagged", item.open_flags > 0}};
}

json flags_of(const View& view) {
    json flags = json::array();
    for (const Flag& flag : view.flags) {
        flags.push_back({{"ticket", flag.ticket},
                         {"material", flag.material},
                         {"field", flag.field},
                         {"title", flag.title},
                         {"state", flag.state},
                         {"effect", flag.effect},
                         {"verdict", flag.verdict},
                         {"note", flag.note},
                         {"weighed_by", flag.weighed_by},
                         {"raised_at", to_iso8601(flag.raised)},
                         {"weighed_at", or_null(flag.weighed)},
                         {"open", flag.open()}});
    }
    return flags;
}

/// What the rules say of the case, and why; the fee that is due when a rule says it.
void add_assessments(const View& view, const matters::Matter* matter, json& value) {
    json array = json::array();
    value["fee_fen"] = matter == nullptr ? 0 : matter->fee_fen;
    for (const decisions::Use& use : view.assessments) {
        if (use.purpose == "fee")
            value["fee_fen"] = parse_integer(use.outcome) ? json(*parse_integer(use.outcome)) : json();
        array.push_back({{"purpose", use.purpose},
                         {"outcome", use.outcome},
                         {"decision", use.decision},
                         {"answer", use.answer.empty() ? json() : json::parse(use.answer)},
                         {"reason", use.reason_zh},
                         {"reason_en", use.reason_en},
                         {"why", use.why_zh},
                         {"why_en", use.why_en},
                         {"answered_at", to_iso8601(use.answered_at)}});
    }
    value["assessments"] = std::move(array);
}

json correction_of(const Case& item) {
    if (!item.corrected_at) return {};
    json items = json::array();
    for (const CorrectionItem& entry : item.correction) {
        items.push_back({{"material", entry.material}, {"name", entry.name}, {"reason", entry.reason}});
    }
    return {{"at", to_iso8601(*item.corrected_at)}, {"items", items}};
}

json stops_of(const Case& item) {
    json stops = json::array();
    for (const Stop& stop : item.stops) {
        stops.push_back(
            {{"kind", stop.kind}, {"reason", stop.reason}, {"from", to_string(stop.from)}, {"to", or_null(stop.to)}});
    }
    return stops;
}

json earlier_forms_of(const View& view) {
    json forms = json::array();
    for (const EarlierForm& form : view.earlier_forms) {
        forms.push_back({{"form", json::parse(form.answers)},
                         {"confirmed_at", to_iso8601(form.confirmed_at)},
                         {"replaced_at", to_iso8601(form.replaced_at)}});
    }
    return forms;
}

json parse_object(std::string_view body) {
    if (!nests_within(body)) throw Error(ErrorKind::invalid_input, "cases.bad_request", "nested too deeply");
    json value = body.empty() ? json::object() : json::parse(body, nullptr, /*allow_exceptions=*/false);
    if (!value.is_object()) throw Error(ErrorKind::invalid_input, "cases.bad_request", "JSON object expected");
    return value;
}

std::string text_of(const json& object, const char* key, bool required) {
    if (!object.contains(key) || object[key].is_null()) {
        if (required) throw Error(ErrorKind::invalid_input, "cases.bad_request", key);
        return {};
    }
    if (!object[key].is_string()) throw Error(ErrorKind::invalid_input, "cases.bad_request", key);
    std::string text = object[key];
    if (text.size() > 4000) throw Error(ErrorKind::too_large, "cases.bad_request", key);
    return text;
}

}  // namespace

std::string to_json(const Case& item, const View& view) {
    json value = summary(item, view);
    std::string counted;
    for (const std::string& line : counted_lines(item)) counted += (counted.empty() ? "" : "\n") + line;
    value["applicant_name"] = item.applicant_name;
    value["national_number"] = item.national_number;
    value["subject"] = records::mask(records::Mask::id_number, item.subject);
    value["channel"] = item.channel;
    value["form"] = json::parse(item.form);
    value["earlier_forms"] = earlier_forms_of(view);
    value["legal_due_on"] = or_null(item.legal_due);
    value["counted"] = counted;
    value["confirmed_at"] = or_null(item.confirmed_at);
    if (item.granted) {
        value["decision"] = {{"granted", *item.granted},
                             {"opinion", item.opinion},
                             {"at", or_null(item.decided_at)},
                             {"by", item.decided_by}};
    }
    if (const json correction = correction_of(item); !correction.is_null()) value["correction"] = correction;
    value["suspensions"] = stops_of(item);
    if (!item.licence.empty()) value["licence"] = {{"id", item.licence}, {"name", item.licence_name}};
    if (view.with_password) value["query_password"] = item.query_password;
    json actions = json::array();
    for (const Action action : view.actions) actions.push_back(to_string(action));
    if (view.may_weigh) actions.push_back("weigh");
    value["actions"] = actions;
    value["handled"] = view.handled;
    value["flags"] = flags_of(view);
    add_assessments(view, view.matters.find(item.matter), value);
    value["flagged"] = std::ranges::any_of(view.flags, &Flag::open);
    return value.dump();
}

std::string to_json(const Page& page, const Filter& filter, const View& view) {
    json items = json::array();
    for (const Case& item : page.items) items.push_back(summary(item, view));
    return http::listing(items.dump(), filter.part, page.total);
}

std::string events_json(const std::vector<Event>& events) {
    json array = json::array();
    for (const Event& event : events) {
        array.push_back({{"time", to_iso8601(event.time)},
                         {"state", code_of(event.state)},
                         {"state_name", name_of(event.state)},
                         {"action", event.action},
                         {"actor_name", event.actor_name},
                         {"note", event.note}});
    }
    return array.dump();
}

std::string progress_json(const Case& item, const std::vector<Event>& events, const View& view) {
    json value = summary(item, view);
    json steps = json::array();
    for (const Event& event : events) {
        if (event.action == "gather" || event.action == "brought") continue;
        steps.push_back({{"time", to_iso8601(event.time)}, {"state", code_of(event.state)}, {"action", event.action}});
    }
    value["events"] = steps;
    return value.dump();
}

std::string receipt_json(const Case& item, const std::vector<MaterialResult>& materials, const View& view,
                         std::string_view track_url, std::string_view qr_svg) {
    const matters::Matter* matter = view.matters.find(item.matter);
    json names = json::array();
    if (matter != nullptr) {
        for (const matters::Material& material : matter->materials) {
            const bool settled = std::any_of(materials.begin(), materials.end(), [&](const MaterialResult& result) {
                return result.material == material.code &&
                       (result.status == MaterialStatus::present || result.status == MaterialStatus::brought);
            });
            if (settled) names.push_back(material.name);
        }
    }
    return json{{"number", item.number},
                {"query_password", item.query_password},
                {"matter_name", matter != nullptr ? matter->name : item.matter},
                {"applicant_name", item.applicant_name},
                {"accepted_at", or_null(item.accepted_at)},
                {"promised_days", matter != nullptr ? matter->promised_days : 0},
                {"due_on", or_null(item.promised_due)},
                {"department_name", view.organisations.name_of(item.department)},
                {"materials", names},
                {"track_url", track_url},
                {"qr_svg", qr_svg}}
        .dump();
}

namespace {

std::string form_of(const json& value) {
    if (!value.contains("form") || !value["form"].is_object())
        throw Error(ErrorKind::invalid_input, "cases.bad_request", "form");
    return value["form"].dump();
}

}  // namespace

NewCase parse_new_case(std::string_view body) {
    const json value = parse_object(body);
    NewCase request;
    request.matter = text_of(value, "matter", true);
    request.subject = text_of(value, "subject", false);
    request.applicant_name = text_of(value, "applicant_name", false);
    if (const std::string channel = text_of(value, "channel", false); !channel.empty()) request.channel = channel;
    if (value.contains("form")) request.form = form_of(value);
    return request;
}

Act parse_act(Action action, std::string_view body) {
    const json value = parse_object(body);
    Act act;
    act.action = action;
    act.reason = text_of(value, "reason", false);
    act.kind = text_of(value, "kind", false);
    act.opinion = text_of(value, "opinion", false);
    if (action == Action::decide) {
        if (!value.contains("granted") || !value["granted"].is_boolean()) {
            throw Error(ErrorKind::invalid_input, "cases.bad_request", "granted");
        }
        act.granted = value["granted"];
    }
    if (action == Action::confirm && value.value("agreed", json()) != json(true)) {
        throw Error(ErrorKind::invalid_input, "cases.bad_request", "agreed");
    }
    if (action == Action::amend) act.form = form_of(value);
    if (action == Action::correct) {
        if (!value.contains("items") || !value["items"].is_array()) {
            throw Error(ErrorKind::invalid_input, "cases.bad_request", "items");
        }
        for (const json& item : value["items"]) {
            if (!item.is_object()) throw Error(ErrorKind::invalid_input, "cases.bad_request", "items");
            act.items.push_back({text_of(item, "material", true), "", text_of(item, "reason", true)});
        }
    }
    return act;
}

Weighing parse_weighing(std::string_view body) {
    const json object = parse_object(body);
    return {"", text_of(object, "verdict", true), text_of(object, "note", true)};
}

std::optional<BroughtFile> parse_brought(std::string_view body) {
    const json value = parse_object(body);
    if (value.value("seen", json()) == json(true)) return std::nullopt;
    BroughtFile file;
    file.name = text_of(value, "file_name", true);
    if (!value.contains("content_base64") || !value["content_base64"].is_string()) {
        throw Error(ErrorKind::invalid_input, "cases.bad_request", "content_base64");
    }
    auto content = from_base64(value["content_base64"].get<std::string>());
    if (!content || content->empty()) throw Error(ErrorKind::invalid_input, "cases.bad_request", "content_base64");
    file.content = std::move(*content);
    return file;
}

}  // namespace yici::cases
