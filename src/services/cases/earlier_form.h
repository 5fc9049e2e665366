#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/db/database.h"

namespace yici::cases {

/// Answers that the applicant had confirmed and gave anew when the correction notice asked: what was signed stays.
struct EarlierForm {
    std::string answers;  // JSON, as in Case::form
    Instant confirmed_at{};
    Instant replaced_at{};
};

void keep_earlier_form(db::Transaction& transaction, const std::string& number, const EarlierForm& form);
/// The oldest first.
[[nodiscard]] std::vector<EarlierForm> earlier_forms(db::Transaction& transaction, const std::string& number);

}  // namespace yici::cases
