#pragma once

#include <string>
#include <string_view>

#include "services/disputes/disputes.h"

namespace yici::disputes {

/// {"type","field","reason"}, all text; anything else is disputes.bad_request.
[[nodiscard]] Disputes::Claim parse_claim(std::string_view body);
[[nodiscard]] std::string to_json(const Dispute& dispute, const Disputes& disputes);
[[nodiscard]] std::string to_json(const Page& page, int64_t number, int64_t size, const Disputes& disputes);

}  // namespace yici::disputes
