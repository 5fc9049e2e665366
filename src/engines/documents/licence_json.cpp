#include "engines/documents/licence.h"
#include "engines/documents/strict_json.h"
#include "foundation/base/text.h"

namespace yici::documents {
namespace {

constexpr std::string_view kFormat = "yici-licence-1";
constexpr std::string_view kLongTerm = "long_term";
constexpr size_t kMostItems = 200;

class Writer {
  public:
    void field(std::string_view name, std::string_view value) {
        out_ += out_.empty() ? '{' : ',';
        append_json_string(out_, name);
        out_ += ':';
        append_json_string(out_, value);
    }
    void items(const std::vector<LicenceItem>& items) {
        out_ += ",\"items\":[";
        for (size_t i = 0; i < items.size(); ++i) {
            out_ += i == 0 ? "{\"name\":" : ",{\"name\":";
            append_json_string(out_, items[i].name);
            out_ += ",\"title\":";
            append_json_string(out_, items[i].title);
            out_ += ",\"value\":";
            append_json_string(out_, items[i].value);
            out_ += '}';
        }
        out_ += ']';
    }
    std::string finish() { return out_ + "}"; }

  private:
    std::string out_;
};

Date take_date(StrictJson& json, std::string_view path, std::vector<Finding>& findings) {
    const std::string text = json.take(path, findings);
    const auto date = parse_date(text);
    if (!date && !text.empty()) findings.push_back({{}, 0, "documents.wrong_value", std::string(path)});
    return date.value_or(Date{});
}

/// `value` when present, else a finding and the fallback.
template <class Value>
Value known(std::optional<Value> value, Value fallback, std::string_view path, std::vector<Finding>& findings) {
    if (!value) findings.push_back({{}, 0, "documents.wrong_value", std::string(path)});
    return value.value_or(fallback);
}

std::optional<HolderKind> parse_holder(std::string_view code) {
    if (code == "0") return HolderKind::person;
    if (code == "1") return HolderKind::legal_entity;
    return std::nullopt;
}

void read_items(StrictJson& json, Licence& licence, std::vector<Finding>& findings) {
    for (size_t i = 0; i < kMostItems; ++i) {
        const std::string place = "items[" + std::to_string(i) + "].";
        if (!json.has(place + "name")) break;
        licence.items.push_back({json.take(place + "name", findings), json.take(place + "title", findings),
                                 json.take(place + "value", findings)});
    }
}

}  // namespace

std::string canonical_json(const Licence& licence) {
    Writer writer;
    writer.field("format", kFormat);
    writer.field("identifier", licence.identifier);
    writer.field("number", licence.number);
    writer.field("name", licence.name);
    writer.field("type_code", licence.type_code);
    writer.field("type_name", licence.type_name);
    writer.field("issuer_code", licence.issuer_code);
    writer.field("issuer_name", licence.issuer_name);
    writer.field("issued_on", to_string(licence.issued_on));
    writer.field("valid_from", to_string(licence.valid_from));
    writer.field("valid_until", licence.valid_until ? to_string(*licence.valid_until) : std::string(kLongTerm));
    writer.field("holder_name", licence.holder_name);
    writer.field("holder_kind", licence.holder_kind == HolderKind::person ? "0" : "1");
    writer.field("holder_code", licence.holder_code);
    writer.field("holder_code_kind", licence.holder_code_kind);
    writer.field("division", licence.division);
    writer.field("previous", licence.previous);
    writer.field("state", code_of(licence.state));
    writer.field("operation", code_of(licence.operation));
    writer.items(licence.items);
    writer.field("face_sm3", licence.face_sm3);
    return writer.finish();
}

std::optional<Licence> parse_licence(std::string_view text, std::vector<Finding>& findings) {
    const size_t before = findings.size();
    auto parsed = StrictJson::parse(text, findings);
    if (!parsed) return std::nullopt;
    StrictJson& json = *parsed;
    const auto take = [&](std::string_view path) { return json.take(path, findings); };
    if (take("format") != kFormat) findings.push_back({{}, 0, "documents.unknown_format", {}});
    Licence licence;
    licence.identifier = take("identifier");
    licence.number = take("number");
    licence.name = take("name");
    licence.type_code = take("type_code");
    licence.type_name = take("type_name");
    licence.issuer_code = take("issuer_code");
    licence.issuer_name = take("issuer_name");
    licence.issued_on = take_date(json, "issued_on", findings);
    licence.valid_from = take_date(json, "valid_from", findings);
    if (const std::string until = take("valid_until"); until != kLongTerm) {
        licence.valid_until = known(parse_date(until), Date{}, "valid_until", findings);
    }
    licence.holder_name = take("holder_name");
    licence.holder_kind = known(parse_holder(take("holder_kind")), HolderKind::person, "holder_kind", findings);
    licence.holder_code = take("holder_code");
    licence.holder_code_kind = take("holder_code_kind");
    licence.division = take("division");
    licence.previous = take("previous");
    licence.state = known(parse_state(take("state")), LicenceState::other, "state", findings);
    licence.operation = known(parse_operation(take("operation")), LicenceOperation::other, "operation", findings);
    read_items(json, licence, findings);
    licence.face_sm3 = take("face_sm3");
    json.reject_rest(findings);
    if (findings.size() != before) return std::nullopt;
    return licence;
}

}  // namespace yici::documents
