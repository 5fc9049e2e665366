#include <simdjson.h>

#include "engines/exchange/connector.h"
#include "foundation/base/error.h"

namespace yici::exchange {
namespace {

[[noreturn]] void bad_answer(const std::string& what) {
    throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", what);
}

using simdjson::dom::element;

/// Our text of a provider's value; none for null. Never puts the value into an error.
std::optional<std::string> text_of(element value, const std::string& field, records::DataType type) {
    if (value.is_null()) return std::nullopt;
    std::string text;
    if (std::string_view given; value.get_string().get(given) == simdjson::SUCCESS) {
        text = given;
    } else if (value.is_number() || value.is_bool()) {
        text = simdjson::minify(value);
    } else {
        bad_answer(field);
    }
    if (!records::fits(type, text)) bad_answer(field);
    return text;
}

}  // namespace

Fetched read_provider_object(std::string_view json, const CallWork& work, const records::RecordType& type) {
    static thread_local simdjson::dom::parser parser;  // keeps its room
    simdjson::dom::object object;
    if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS) {
        bad_answer("one JSON object");
    }
    Fetched fetched;
    fetched.found = true;
    size_t known = 0;
    for (const std::string& field : work.asked_fields()) {
        element value;
        if (object.at_key(work.checked.resource->delivery.theirs(field)).get(value) != simdjson::SUCCESS) continue;
        ++known;
        const records::Field* declared = type.find(field);
        if (declared == nullptr) bad_answer(field);
        if (auto text = text_of(value, field, declared->data_type)) {
            fetched.values.emplace_back(field, std::move(*text));
        }
    }
    fetched.dropped = static_cast<int>(object.size() - known);
    return fetched;
}

}  // namespace yici::exchange
