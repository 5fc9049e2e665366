#include <algorithm>

#include "engines/exchange/connector.h"
#include "engines/exchange/gateway_protocol.h"
#include "fuzz/fuzz.h"

namespace {

using namespace yici;
using namespace yici::exchange;
using fuzz::require;

/// What was read is written so that it reads the same again.
template <class Value>
void check_round_trip(std::string_view text) {
    const auto value = Value::parse(text);
    if (!value) return;
    const auto again = Value::parse(value->to_json());
    require(again && again->to_json() == value->to_json());
}

void check_answer(std::string_view text) {
    static const records::RecordType type{
        "person",
        "人口",
        "Person",
        records::SubjectKind::person,
        {{"name", "", "", records::DataType::text, "", 2, records::Mask::none},
         {"birth_date", "", "", records::DataType::date, "", 2, records::Mask::none},
         {"children", "", "", records::DataType::integer, "", 2, records::Mask::none}}};
    static Resource resource;
    resource.delivery.fields = {{"name", "xm"}};
    CallWork work;
    work.call.fields = {"name", "birth_date", "children"};
    work.checked.resource = &resource;
    fuzz::passes([&] {
        const Fetched fetched = read_provider_object(text, work, type);
        require(fetched.found && fetched.dropped >= 0);
        for (const auto& [field, value] : fetched.values) {
            require(std::ranges::find(work.call.fields, field) != work.call.fields.end());
            require(records::fits(type.find(field)->data_type, value));
        }
    });
}

}  // namespace

/// What departments' systems send: the gateway protocol's envelopes, secrets and `additional`, and a record.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    check_round_trip<Envelope>(text);
    check_round_trip<Additional>(text);
    check_round_trip<GatewaySecrets>(text);
    check_answer(text);
    fuzz::passes([&] {
        if (const auto record = only_record(text)) check_answer(*record);
    });
    require(!gateway_sign_fits(text, "key", "secret", "1528763400000"));
    return 0;
}
