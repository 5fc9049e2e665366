#include "services/cockpit/cockpit_json.h"

#include <nlohmann/json.hpp>

#include "foundation/base/text.h"

namespace yici::cockpit {

using nlohmann::json;

namespace {

json gaps_json(const Parts& parts) {
    json array = json::array();
    for (const Gap& gap : gaps(parts.matters)) {
        array.push_back({{"material_name", gap.material},
                         {"provider_name", gap.holder.empty() ? "" : parts.organisations.name_of(gap.holder)},
                         {"resource_name", ""},
                         {"matters", gap.matters},
                         {"yearly_cases", gap.yearly_cases}});
    }
    return array;
}

json recent_json(const Parts& parts, const std::vector<exchange::RecentCall>& calls) {
    json array = json::array();
    for (const exchange::RecentCall& call : calls) {
        const exchange::Resource* resource = parts.resources.find(call.resource);
        array.push_back({{"time", to_iso8601(call.time)},
                         {"organisation_name", parts.organisations.name_of(call.organisation)},
                         {"resource_name", resource != nullptr ? resource->name : call.resource},
                         {"result", call.result},
                         {"milliseconds", call.milliseconds}});
    }
    return array;
}

}  // namespace

std::string to_json(const Parts& parts) {
    const exchange::Statistics statistics = parts.gateway.statistics();
    const cases::Counts counts = parts.cases.counts();
    const journal::Head head = parts.journal.head();
    const auto matters = parts.matters.all();
    const auto one_id =
        std::count_if(matters.begin(), matters.end(), [](const matters::Matter* matter) { return matter->one_id(); });
    json systems = json::array();
    for (const exchange::SystemHealth& health : parts.gateway.health()) {
        systems.push_back({{"system", health.system}, {"circuit", health.circuit}, {"failures", health.failures}});
    }
    return json{{"calls_per_second", statistics.calls_per_second},
                {"calls_today", statistics.calls_today},
                {"calls_failed_today", statistics.failed_today},
                {"calls_refused_today", statistics.refused_today},
                {"cases", counts.states},
                {"lights", counts.lights},
                {"visits_saved", counts.visits_saved},
                {"one_id_matters", one_id},
                {"matters", matters.size()},
                {"gaps", gaps_json(parts)},
                {"recent_calls", recent_json(parts, statistics.recent)},
                {"systems", systems},
                {"journal", {{"size", head.size}, {"root", to_hex(head.root)}, {"time", to_iso8601(head.time)}}}}
        .dump();
}

}  // namespace yici::cockpit
