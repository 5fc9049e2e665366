#include "services/cockpit/cockpit_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "foundation/base/text.h"

namespace yici::cockpit {

using nlohmann::json;

namespace {

/// What still costs a visit, ranked: "open this and M cases a year lose an errand".
json gaps_json(const Parts& parts, const std::vector<responsibilities::MatterGap>& gaps) {
    json array = json::array();
    for (const responsibilities::Remedy& remedy : responsibilities::rank_remedies(gaps)) {
        std::string materials;
        for (const std::string& name : remedy.materials) materials += (materials.empty() ? "" : "、") + name;
        const exchange::Resource* resource = parts.resources.find(remedy.resource);
        array.push_back({{"material_name", materials},
                         {"provider_name", remedy.holder.empty() ? "" : parts.organisations.name_of(remedy.holder)},
                         {"resource_name", resource != nullptr ? resource->name : ""},
                         {"obstacle", responsibilities::to_string(remedy.obstacle)},
                         {"matters", remedy.matters.size()},
                         {"yearly_cases", remedy.yearly_cases}});
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
    const std::vector<responsibilities::MatterGap> gaps = parts.responsibilities.gaps();
    const auto one_id = std::ranges::count_if(gaps, &responsibilities::MatterGap::one_id);
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
                {"matters", gaps.size()},
                {"gaps", gaps_json(parts, gaps)},
                {"recent_calls", recent_json(parts, statistics.recent)},
                {"systems", systems},
                {"journal", {{"size", head.size}, {"root", to_hex(head.root)}, {"time", to_iso8601(head.time)}}}}
        .dump();
}

}  // namespace yici::cockpit
