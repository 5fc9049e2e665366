#pragma once

#include <string_view>

#include "foundation/base/text.h"

namespace yici::http {

/// True when a Connection field names the option: a list with commas, without regard to case (RFC 9110 §7.6.1).
[[nodiscard]] inline bool names_option(std::string_view list, std::string_view option) {
    for (const std::string_view each : split(list, ',')) {
        if (equals_ignoring_case(trim(each), option)) return true;
    }
    return false;
}

}  // namespace yici::http
