#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "foundation/http/message.h"

namespace yici::http {

/// The part of a list that a request asks for: ?page= from 1, ?size= from 1 to `largest`.
struct Part {
    int64_t page = 1;
    int64_t size = 20;
    [[nodiscard]] int64_t offset() const { return (page - 1) * size; }
};

/// http.bad_parameter when one of them is not a number or out of range.
[[nodiscard]] Part part_of(const Parameters& parameters, int64_t largest = 200);

/// How every list answers: {"items":[…],"page":1,"size":20,"total":57}. `items` is a JSON array.
[[nodiscard]] std::string listing(std::string_view items, const Part& part, int64_t total);

}  // namespace yici::http
