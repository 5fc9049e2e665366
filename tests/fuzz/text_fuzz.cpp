#include "engines/records/mask.h"
#include "engines/records/record_body.h"
#include "foundation/base/clock.h"
#include "foundation/base/text.h"
#include "fuzz/fuzz.h"

namespace {

using namespace yici;
using fuzz::require;

void check_bytes(std::string_view text) {
    if (const auto bytes = from_hex(text)) require(to_hex(*bytes) == to_lower(text));
    if (const auto bytes = from_base64(text)) require(to_base64(*bytes) == text);
    const Bytes plain(text.begin(), text.end());
    require(from_hex(to_hex(plain)) == plain && from_base64(to_base64(plain)) == plain);
}

void check_times(std::string_view text) {
    if (const auto date = parse_date(text)) require(date->ok() && to_string(*date) == text);
    const auto instant = parse_instant(text);
    if (instant) require(parse_instant(to_iso8601(*instant)) == instant && china_date(*instant).ok());
    if (const auto number = parse_integer(text))
        require(*number >= 0 && parse_integer(std::to_string(*number)) == number);
}

void check_values(std::string_view text) {
    using records::DataType;
    for (const DataType type :
         {DataType::text, DataType::integer, DataType::number, DataType::date, DataType::flag, DataType::code}) {
        if (records::fits(type, text)) require(records::from_json_value(records::to_json(type, text)) == text);
    }
    for (int rule = 0; rule <= static_cast<int>(records::Mask::address); ++rule) {
        const std::string masked = records::mask(static_cast<records::Mask>(rule), text);
        require(rule == 0 || is_utf8(masked));
    }
}

}  // namespace

/// The ways between bytes, text, times and values: there and back is the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    check_bytes(text);
    check_times(text);
    check_values(text);
    if (is_utf8(text)) {
        require(to_utf8(to_code_points(text)) == text);
        std::string literal;
        append_json_string(literal, text);
        require(records::from_json_value(literal) == text);
    }
    (void)records::scan_body(text, [&](std::string_view name, std::string_view json) {
        require(name.data() > text.data() && json.data() + json.size() < text.data() + text.size() && !json.empty());
    });
    std::vector<std::string> parts;
    for (const auto part : split(text, ',')) parts.emplace_back(part);
    require(join(parts, ",") == text);
    return 0;
}
