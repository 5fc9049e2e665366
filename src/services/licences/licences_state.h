#pragma once

#include <string>

#include "services/licences/licences.h"

namespace yici::licences {

struct Licences::State {
    Parts parts;

    /// What a QR code on the face leads to.
    [[nodiscard]] std::string verification_url(std::string_view identifier, std::string_view check_code) const {
        return parts.public_url + "/?verify=" + std::string(identifier) + "&code=" + std::string(check_code);
    }
};

/// Hides a printed value by the rule that the licence type names.
[[nodiscard]] std::string mask_value(std::string_view rule, std::string_view value);

}  // namespace yici::licences
