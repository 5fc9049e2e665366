#include "services/responsibilities/gap.h"

#include <algorithm>

#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"

namespace yici::responsibilities {

namespace {

std::string id_of(Obstacle obstacle, std::string_view holder, std::string_view what) {
    const std::string text = std::string(to_string(obstacle)) + "\n" + std::string(holder) + "\n" + std::string(what);
    return to_hex(BytesView(crypto::sm3(text)).first(6));
}

/// Why this material is not there by sharing; Obstacle::none when it is.
MaterialGap gap_of(const matters::Matter& matter, const matters::Material& material,
                   const exchange::Resources& resources, const ReadinessOf& readiness) {
    MaterialGap gap{material.code, material.name, Obstacle::none, "", "", "", ""};
    if (!material.original.empty()) {
        gap.obstacle = Obstacle::original_needed;
        gap.note = material.original;
        gap.remedy = id_of(gap.obstacle, matter.code, material.code);
        return gap;
    }
    std::string what = material.name;
    for (const matters::Alternative& alternative : material.alternatives) {
        if (alternative.identity_card) return {};
        if (!alternative.resource.empty()) {
            const Readiness ready = readiness(matter, material, alternative);
            if (ready.obstacle == Obstacle::none) return {};
            if (!gap.resource.empty()) continue;  // the first is the one that was meant
            const exchange::Resource* resource = resources.find(alternative.resource);
            gap.obstacle = ready.obstacle;
            gap.resource = alternative.resource;
            gap.holder = resource != nullptr ? resource->provider : "";
            what = alternative.resource;
        } else if (gap.note.empty()) {
            gap.note = alternative.bring;
            if (gap.resource.empty()) gap.holder = alternative.held_by;
        }
    }
    if (gap.resource.empty()) {
        gap.obstacle = gap.holder.empty() ? Obstacle::self_made : Obstacle::not_opened;
        // What one applicant makes for one matter is no other matter's.
        if (gap.holder.empty()) what = matter.code + " " + material.code;
    }
    gap.remedy = id_of(gap.obstacle, gap.holder, what);
    return gap;
}

}  // namespace

std::string_view to_string(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::none:
            return "none";
        case Obstacle::not_opened:
            return "not_opened";
        case Obstacle::self_made:
            return "self_made";
        case Obstacle::original_needed:
            return "original_needed";
        case Obstacle::not_shared:
            return "not_shared";
        case Obstacle::not_granted:
            return "not_granted";
        case Obstacle::not_connected:
            return "not_connected";
        case Obstacle::failing:
            return "failing";
    }
    return "none";
}

std::vector<MatterGap> find_gaps(const matters::Catalogue& matters, const exchange::Resources& resources,
                                 const ReadinessOf& readiness, const std::map<std::string, int64_t>& counted) {
    std::vector<MatterGap> all;
    for (const matters::Matter* matter : matters.all()) {
        MatterGap found{matter, matter->yearly_cases, false, {}};
        if (found.yearly_cases == 0) {
            const auto own = counted.find(matter->code);
            found.yearly_cases = own == counted.end() ? 0 : own->second;
            found.counted = true;
        }
        for (const matters::Material& material : matter->materials) {
            if (material.necessity == 2 || (material.alternatives.empty() && material.original.empty())) continue;
            MaterialGap gap = gap_of(*matter, material, resources, readiness);
            if (gap.obstacle != Obstacle::none) found.gaps.push_back(std::move(gap));
        }
        all.push_back(std::move(found));
    }
    return all;
}

std::vector<Remedy> rank_remedies(const std::vector<MatterGap>& gaps) {
    std::map<std::string, Remedy> by_id;
    for (const MatterGap& matter : gaps) {
        for (const MaterialGap& gap : matter.gaps) {
            Remedy& remedy = by_id[gap.remedy];
            remedy.id = gap.remedy;
            remedy.obstacle = gap.obstacle;
            remedy.holder = gap.holder;
            remedy.resource = gap.resource;
            remedy.materials.insert(gap.name);
            if (remedy.matters.insert(matter.matter->code).second) remedy.yearly_cases += matter.yearly_cases;
            const bool alone =
                std::ranges::all_of(matter.gaps, [&](const MaterialGap& other) { return other.remedy == gap.remedy; });
            if (alone && remedy.one_id.insert(matter.matter->code).second) remedy.one_id_cases += matter.yearly_cases;
        }
    }
    std::vector<Remedy> ranked;
    for (auto& [id, remedy] : by_id) ranked.push_back(std::move(remedy));
    std::ranges::stable_sort(ranked, [](const Remedy& a, const Remedy& b) {
        return std::tuple(a.yearly_cases, a.one_id_cases) > std::tuple(b.yearly_cases, b.one_id_cases);
    });
    return ranked;
}

std::vector<const MatterGap*> what_if(const std::vector<MatterGap>& gaps, const std::set<std::string>& remedies) {
    std::vector<const MatterGap*> become;
    for (const MatterGap& matter : gaps) {
        if (matter.one_id()) continue;
        const bool all =
            std::ranges::all_of(matter.gaps, [&](const MaterialGap& gap) { return remedies.contains(gap.remedy); });
        if (all) become.push_back(&matter);
    }
    return become;
}

}  // namespace yici::responsibilities
