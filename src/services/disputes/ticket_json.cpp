#include <nlohmann/json.hpp>

#include "engines/records/mask.h"
#include "services/disputes/dispute_json.h"

namespace yici::disputes {

namespace {

using Json = nlohmann::ordered_json;

std::string name_of(const Parts& parts, const std::string& organisation) {
    return organisation.empty() ? std::string() : parts.organisations.name_of(organisation);
}

Json summary(const Parts& parts, const Disputes& disputes, const Actor& actor, const Ticket& ticket) {
    const records::RecordType* type = parts.records.types().find(ticket.type);
    const Date today = china_date(parts.clock.now());
    const auto code = parts.subjects.code_of(ticket.subject);
    Json actions = Json::array();
    if (ticket.outcome == Outcome::open) {
        actions.push_back("evidence");
        if (actor.steward && actor.organisation == ticket.authority) {
            for (const char* action : {"correct", "refuse"}) actions.push_back(action);
            if (ticket.extension.empty()) actions.push_back("extend");
        }
    }
    return {{"id", ticket.id},
            {"subject", code ? records::mask(records::Mask::id_number, *code) : ""},
            {"type", ticket.type},
            {"item", ticket.item},
            {"type_title", type != nullptr ? type->title : ticket.type},
            {"field", ticket.field},
            {"title", disputes.title_of(ticket.type, ticket.field)},
            {"authority", ticket.authority},
            {"authority_name", name_of(parts, ticket.authority)},
            {"outcome", to_string(ticket.outcome)},
            {"opened_at", to_iso8601(ticket.opened)},
            {"due_on", to_string(ticket.limit.due)},
            {"light", codes::to_string(light_of(ticket, today))},
            {"extension", ticket.extension},
            {"closed_at", ticket.closed ? Json(to_iso8601(*ticket.closed)) : Json()},
            {"answer", ticket.answer},
            {"decided_by", ticket.decided_by_name},
            {"sources", ticket.sources},
            {"actions", actions}};
}

std::string matter_name(const Parts& parts, const std::string& code) {
    const matters::Matter* matter = parts.matters.find(code);
    return matter != nullptr ? matter->name : code;
}

std::string material_name(const Parts& parts, const UsedBy& used) {
    if (const matters::Matter* matter = parts.matters.find(used.matter)) {
        for (const matters::Material& material : matter->materials) {
            if (material.code == used.material) return material.name;
        }
    }
    return used.material;
}

}  // namespace

std::string TicketJson::one(const Ticket& ticket, const std::vector<TicketEvent>& events,
                            const std::vector<UsedBy>& uses) const {
    Json value = summary(parts_, disputes_, actor_, ticket);
    Json steps = Json::array();
    for (const TicketEvent& event : events) {
        steps.push_back({{"step", event.step},
                         {"time", to_iso8601(event.time)},
                         {"actor_name", event.actor_name},
                         {"organisation_name", name_of(parts_, event.organisation)},
                         {"action", event.action},
                         {"note", event.note}});
    }
    value["events"] = std::move(steps);
    Json cases = Json::array();
    for (const UsedBy& used : uses) {
        cases.push_back({{"number", used.case_number},
                         {"matter_name", matter_name(parts_, used.matter)},
                         {"material_name", material_name(parts_, used)},
                         {"organisation_name", name_of(parts_, used.organisation)},
                         {"application", used.application},
                         {"here", used.here},
                         {"effect", used.effect},
                         {"verdict", used.verdict},
                         {"time", to_iso8601(used.time)}});
    }
    value["cases"] = std::move(cases);
    return value.dump();
}

std::string TicketJson::list(const TicketPage& page, const http::Part& part) const {
    Json items = Json::array();
    for (const Ticket& ticket : page.items) items.push_back(summary(parts_, disputes_, actor_, ticket));
    return http::listing(items.dump(), part, page.total);
}

std::string TicketJson::evidence(const Evidence& evidence) const {
    Json said = Json::array();
    for (const Evidence::Said& one : evidence.said) {
        said.push_back({{"organisation_name", name_of(parts_, one.organisation)},
                        {"system", one.system},
                        {"value", one.value},
                        {"observed_at", to_iso8601(one.observed)},
                        {"golden", one.golden}});
    }
    Json sources = Json::array();
    for (const TicketSource& source : evidence.sources) {
        sources.push_back({{"kind", to_string(source.kind)},
                           {"by_name", source.by_name},
                           {"organisation_name", name_of(parts_, source.organisation)},
                           {"reason", source.reason},
                           {"claimed", source.claimed},
                           {"case", source.case_number},
                           {"time", to_iso8601(source.time)}});
    }
    return Json{
        {"value", evidence.value}, {"said", said}, {"id_number_says", evidence.id_number_says}, {"sources", sources}}
        .dump();
}

std::string TicketJson::figures(const std::vector<BodyFigures>& figures) const {
    Json items = Json::array();
    for (const BodyFigures& body : figures) {
        items.push_back({{"authority", body.authority},
                         {"authority_name", name_of(parts_, body.authority)},
                         {"tickets", body.tickets},
                         {"open", body.open},
                         {"overdue", body.overdue},
                         {"corrected", body.corrected},
                         {"refused", body.refused},
                         {"in_time", body.in_time},
                         {"average_days", body.average_days}});
    }
    return http::listing(items.dump(), {1, std::ssize(figures)}, std::ssize(figures));
}

}  // namespace yici::disputes
