#include <cmath>
#include <nlohmann/json.hpp>

#include "engines/forms/canonical_json.h"
#include "engines/forms/schema.h"

namespace yici::forms {

using nlohmann::json;

namespace {

bool is_whole(const json& value) {
    if (value.is_number_integer()) return true;
    const auto number = value.get<double>();
    return std::isfinite(number) && std::trunc(number) == number;
}

json normal(const json& value) {
    if (value.is_number_float()) {
        const auto number = value.get<double>();
        if (is_whole(value) && std::abs(number) <= kLargestNumber) return static_cast<int64_t>(number);
        return value;
    }
    if (!value.is_structured()) return value;
    json result = value;
    for (auto& item : result) item = normal(item);
    return result;
}

}  // namespace

std::string canonical(const json& value) {
    return normal(value).dump(-1, ' ', false, json::error_handler_t::replace);
}

unsigned kinds_of(const json& value) {
    switch (value.type()) {
        case json::value_t::null:
            return kNull;
        case json::value_t::boolean:
            return kBoolean;
        case json::value_t::string:
            return kString;
        case json::value_t::array:
            return kArray;
        case json::value_t::object:
            return kObject;
        case json::value_t::number_integer:
        case json::value_t::number_unsigned:
        case json::value_t::number_float:
            return is_whole(value) ? kNumber | kInteger : kNumber;
        default:
            return 0;
    }
}

}  // namespace yici::forms
