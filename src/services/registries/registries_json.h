#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/masking/masking.h"
#include "engines/records/records.h"
#include "services/organisations/organisations.h"
#include "services/registries/registries.h"
#include "services/registries/reviews.h"

namespace yici::registries {

/// Who looks at somebody else's values.
struct Sight {
    const masking::MaskRules& masks;
    masking::Reader reader;
    Date today;
};

/// A page of golden values with their sources and dates; of a moment in the past where one is given. Somebody
/// else's values are shown as `sight` may see them; without one in clear.
[[nodiscard]] std::string golden_json(records::Records& records, std::string_view subject,
                                      const organisations::Directory& organisations, const IsDisputed& is_disputed,
                                      std::optional<Instant> known = std::nullopt, const Sight* sight = nullptr);

/// [["name","exact",7.25,1],…]
[[nodiscard]] std::string evidence_json(const std::vector<FieldEvidence>& evidence);
[[nodiscard]] std::vector<FieldEvidence> parse_evidence(std::string_view text);

/// A pair with both subjects masked, and what each field says beside both masked golden values.
[[nodiscard]] std::string to_json(const Review& review, records::Records& records);
[[nodiscard]] std::string to_json(const ReviewPage& page, const http::Part& part, records::Records& records);
[[nodiscard]] std::string to_json(const Search& search);
[[nodiscard]] std::string to_json(const records::Merge& merge);
[[nodiscard]] std::string to_json(const std::vector<records::Merge>& merges);

/// What the data authority sends; a field that is absent is empty. registries.bad_request.
struct Asked {
    std::string type;
    std::string subject;
    std::string into;
    std::string keep;
    std::string reason;
    std::string known_on;
};
[[nodiscard]] Asked parse_asked(std::string_view body);

}  // namespace yici::registries
