#include "services/matters/rule.h"

namespace yici::matters {

namespace {

constexpr std::string_view kStarDecision = "online_star";

/// The stars of online handling, by the decision of the pack over the matter's own attributes.
int star_of(const Matter& matter, const decisions::Library& library, const Clock& clock) {
    feel::Context inputs;
    inputs.put("网上申请", matter.online.apply);
    inputs.put("原件核验", matter.online.originals);
    inputs.put("快递或电子送达", matter.online.courier);
    inputs.put("到现场次数", feel::Number(matter.visits));
    const rules::Answer answer = library.answer(kStarDecision, inputs, clock);
    const auto star = parse_integer(answer.value.to_string());
    return star && *star >= 1 && *star <= 5 ? static_cast<int>(*star) : 0;
}

bool has_stars(const decisions::Library& library) {
    for (const decisions::Known& known : library.all()) {
        if (known.id() == kStarDecision) return true;
    }
    return false;
}

}  // namespace

void Catalogue::compile_rules(const KnownCodes& known, const decisions::Library& library, const Clock& clock,
                              std::vector<Finding>& findings) {
    const bool stars = has_stars(library);
    for (auto& [code, matter] : matters_) {
        const auto all = std::make_shared<const Vocabulary>(vocabulary_of(matter, known, true));
        const auto asked = std::make_shared<const Vocabulary>(vocabulary_of(matter, known, false));
        compile(matter.eligibility, all, Wanted::flag, library, findings);
        compile(matter.fee, all, Wanted::whole_number, library, findings);
        for (Material& material : matter.materials) compile(material.when, asked, Wanted::flag, library, findings);
        if (stars) matter.star = star_of(matter, library, clock);
    }
}

}  // namespace yici::matters
