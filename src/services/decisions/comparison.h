#pragma once

#include "services/decisions/decisions.h"

namespace yici::decisions {

/// What a changed model is run over: the inputs, and for a case its number and when it was answered.
struct Situation {
    std::string about;  // empty: inputs that the asker gave
    std::string purpose;
    Instant at;
    feel::Context inputs;
};

struct Changed {
    size_t situation = 0;  // its place
    rules::Answer before;
    rules::Answer after;
};

/// The model as somebody would have it, with the other models of the pack to import. Faults are
/// decisions.model_faulty with all of them; a model without that decision is decisions.other_decision.
[[nodiscard]] rules::Decisions compile_changed(const Library& library, const Known& known, const std::string& xml);

/// What if: whose answer would change? Each situation is asked as of its own time; the answers say why.
/// decisions.too_costly when the models run away.
[[nodiscard]] std::vector<Changed> compare(const Known& known, const rules::Decisions& changed,
                                           const std::vector<Situation>& situations);

}  // namespace yici::decisions
