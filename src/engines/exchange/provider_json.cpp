#include <nlohmann/json.hpp>

#include "engines/exchange/connector.h"
#include "foundation/base/error.h"

namespace yici::exchange {
namespace {

[[noreturn]] void bad_answer(const std::string& what) {
    throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", what);
}

/// Our text of a provider's value; none for null. Never puts the value into an error.
std::optional<std::string> text_of(const nlohmann::json& value, const std::string& field, records::DataType type) {
    if (value.is_null()) return std::nullopt;
    std::string text;
    if (value.is_string()) {
        text = value.get<std::string>();
    } else if (value.is_number() || value.is_boolean()) {
        text = value.dump();
    } else {
        bad_answer(field);
    }
    if (!records::fits(type, text)) bad_answer(field);
    return text;
}

}  // namespace

Fetched read_provider_object(std::string_view json, const CallWork& work, const records::RecordType& type) {
    const nlohmann::json object = nlohmann::json::parse(json, nullptr, false);
    if (!object.is_object()) bad_answer("one JSON object");
    Fetched fetched;
    fetched.found = true;
    size_t known = 0;
    for (const std::string& field : work.asked_fields()) {
        const auto found = object.find(std::string(work.checked.resource->delivery.theirs(field)));
        if (found == object.end()) continue;
        ++known;
        const records::Field* declared = type.find(field);
        if (declared == nullptr) bad_answer(field);
        if (auto text = text_of(*found, field, declared->data_type)) {
            fetched.values.emplace_back(field, std::move(*text));
        }
    }
    fetched.dropped = static_cast<int>(object.size() - known);
    return fetched;
}

}  // namespace yici::exchange
