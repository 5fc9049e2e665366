#include "foundation/http/listing.h"

namespace yici::http {

Part part_of(const Parameters& parameters, int64_t largest) {
    return {parameters.integer_or("page", 1, 1, 1'000'000), parameters.integer_or("size", 20, 1, largest)};
}

std::string listing(std::string_view items, const Part& part, int64_t total) {
    return R"({"items":)" + std::string(items) + R"(,"page":)" + std::to_string(part.page) + R"(,"size":)" +
           std::to_string(part.size) + R"(,"total":)" + std::to_string(total) + "}";
}

}  // namespace yici::http
