#include "services/cockpit/cockpit.h"

#include <algorithm>
#include <map>

#include "services/cockpit/cockpit_json.h"

namespace yici::cockpit {

std::vector<Gap> gaps(const matters::Catalogue& matters) {
    std::map<std::pair<std::string, std::string>, Gap> by_material;
    for (const matters::Matter* matter : matters.all()) {
        for (const matters::Material& material : matter->materials) {
            if (material.necessity != 1 || material.alternatives.empty()) continue;
            const matters::Alternative& first = material.alternatives.front();
            if (first.bring.empty()) continue;
            Gap& gap = by_material[{material.name, first.held_by}];
            gap.material = material.name;
            gap.holder = first.held_by;
            gap.matters += 1;
            gap.yearly_cases += matter->yearly_cases;
        }
    }
    std::vector<Gap> ranked;
    for (auto& [key, gap] : by_material) ranked.push_back(std::move(gap));
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const Gap& a, const Gap& b) { return a.yearly_cases > b.yearly_cases; });
    return ranked;
}

void add_routes(http::Router& router, const Parts& parts, accounts::Accounts& accounts) {
    router.get("/api/v1/cockpit", [parts, &accounts](const http::Request& request) {
        (void)accounts.require_role(request, {accounts::Role::authority, accounts::Role::operator_});
        return http::Response::json(to_json(parts));
    });
}

}  // namespace yici::cockpit
