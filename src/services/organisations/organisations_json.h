#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/organisations/organisations.h"

namespace yici::organisations {

struct Page {
    int64_t page = 1;
    int64_t size = 20;
    int64_t total = 0;
};

[[nodiscard]] std::string to_json(const std::vector<const Organisation*>& bodies, const Page& page);
[[nodiscard]] std::string to_json(const std::vector<const codes::Division*>& divisions, const Page& page);

}  // namespace yici::organisations
