#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/grants.h"
#include "engines/exchange/resource.h"
#include "foundation/base/clock.h"
#include "services/matters/matters.h"

namespace yici::responsibilities {

using yici::to_string;  // the ones for obstacles and states would hide it

/// Why a material still costs the applicant a visit.
enum class Obstacle {
    none,
    not_opened,       // a body holds what the paper says, and no resource gives it
    self_made,        // the applicant makes it; nobody holds it
    original_needed,  // a law demands the original itself
    not_shared,       // the resource is shared with nobody
    not_granted,      // nobody asked, or the grant is over, or lacks fields
    not_connected,    // the node cannot reach what delivers it
    failing           // it is reached and does not answer
};
[[nodiscard]] std::string_view to_string(Obstacle obstacle);

/// What a resource is good for right now, for one material of a matter.
struct Readiness {
    Obstacle obstacle = Obstacle::none;
    bool serving = false;  // answered lately
};
using ReadinessOf =
    std::function<Readiness(const matters::Matter&, const matters::Material&, const matters::Alternative&)>;

struct MaterialGap {
    std::string material;  // code
    std::string name;
    Obstacle obstacle = Obstacle::none;
    std::string holder;    // credit code of the body that can end it; empty when nobody can
    std::string resource;  // code; empty when there is none yet
    std::string remedy;    // id of the Remedy that ends it
    std::string note;      // the paper in words, or the law
};

/// What a matter still asks for.
struct MatterGap {
    const matters::Matter* matter = nullptr;
    int64_t yearly_cases = 0;
    bool counted = false;  // from our own cases of the last year, for the pack says nothing
    std::vector<MaterialGap> gaps;

    [[nodiscard]] bool one_id() const { return gaps.empty(); }
};

/// One thing to do: open a resource, share it, ask for it, connect it, mend it.
struct Remedy {
    std::string id;  // stable: made from what it is about
    Obstacle obstacle = Obstacle::none;
    std::string holder;
    std::string resource;
    std::set<std::string> materials;  // names
    std::set<std::string> matters;    // codes of the matters that lose this errand
    int64_t yearly_cases = 0;         // of these matters
    std::set<std::string> one_id;     // those that need nothing else to be one-ID
    int64_t one_id_cases = 0;
};

/// Every matter with what it still asks for; `counted` gives the cases of the last year where the pack has no figure.
[[nodiscard]] std::vector<MatterGap> find_gaps(const matters::Catalogue& matters, const exchange::Resources& resources,
                                               const ReadinessOf& readiness,
                                               const std::map<std::string, int64_t>& counted);
/// Ranked by the cases of a year that lose an errand, most first.
[[nodiscard]] std::vector<Remedy> rank_remedies(const std::vector<MatterGap>& gaps);
/// The matters that become one-ID when all these remedies are done.
[[nodiscard]] std::vector<const MatterGap*> what_if(const std::vector<MatterGap>& gaps,
                                                    const std::set<std::string>& remedies);

}  // namespace yici::responsibilities
