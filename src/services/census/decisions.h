#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "services/census/system.h"

namespace yici::census {

/// What becomes of a system: 保留, 整合, 清理 (codes 1, 2, 3 of the census field "decision").
enum class Verdict { keep, merge, close };
[[nodiscard]] std::string_view to_string(Verdict verdict);
[[nodiscard]] std::optional<Verdict> parse_verdict(std::string_view text);
/// Code of the census field "decision".
[[nodiscard]] std::string code_of(Verdict verdict);

/// What a body whose system a proposal names says to it.
struct Answer {
    std::string body;
    Verdict wish = Verdict::keep;
    std::string reason;
    std::string actor;
    Instant time{};
};
struct Decision {
    Verdict verdict = Verdict::keep;
    std::string into;  // merge: the system that stays
    std::string reason;
    std::string actor;
    Instant time{};
};

/// A proposal with what was said and decided about it.
struct Considered {
    std::string key;  // "zombie-3f…": kind and systems
    Proposal proposal;
    std::vector<std::string> bodies;  // who must answer
    std::vector<Answer> answers;
    std::optional<Decision> decision;

    /// "open" until every body has answered, then "answered", then "decided".
    [[nodiscard]] std::string_view state() const;
};
[[nodiscard]] std::string key_of(const Proposal& proposal);

}  // namespace yici::census
