#pragma once

#include <string>
#include <vector>

#include "services/catalogue/catalogue.h"

namespace yici::catalogue {

/// What a reader sees of an entry: others what is published, those who work on it the working copy, its position and
/// what they may do now.
enum class View { published, desk };
[[nodiscard]] std::string to_json(const Stored& stored, View view, bool two_step_review, const Actor& reader);
[[nodiscard]] std::string to_json(const Page& page, const http::Part& part, View view, bool two_step_review,
                                  const Actor& reader);
[[nodiscard]] std::string to_json(const std::vector<Version>& versions);
[[nodiscard]] std::string to_json(const std::vector<Found>& found, const http::Part& part);
[[nodiscard]] std::string to_json(const Stored& stored, const Lineage& lineage);
[[nodiscard]] std::string elements_json(const Rules& rules);
[[nodiscard]] std::string to_json(const std::vector<ElementConflict>& conflicts);
/// {"reason"}; an empty body has none.
[[nodiscard]] std::string parse_reason(std::string_view body);

}  // namespace yici::catalogue
