#include "engines/records/record_type.h"

#include <algorithm>
#include <array>
#include <set>

#include "engines/codes/codes.h"
#include "foundation/base/clock.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/base/yaml.h"

namespace yici::records {
namespace {

template <typename Value, size_t Size>
std::optional<Value> named(const std::array<std::pair<std::string_view, Value>, Size>& names, std::string_view text) {
    for (const auto& [name, value] : names) {
        if (name == text) return value;
    }
    return std::nullopt;
}

constexpr std::array<std::pair<std::string_view, DataType>, 6> kDataTypes{{{"text", DataType::text},
                                                                           {"integer", DataType::integer},
                                                                           {"number", DataType::number},
                                                                           {"date", DataType::date},
                                                                           {"flag", DataType::flag},
                                                                           {"code", DataType::code}}};

bool is_snake_case(std::string_view text) {
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

Field read_field(const YamlNode& node) {
    Field field;
    field.name = node.text("name");
    field.title = node.text("title");
    field.title_en = node.text_or("title_en", field.name);
    field.authority = node.text("authority");
    field.sensitivity = static_cast<int>(node.integer_or("sensitivity", 2));
    const std::string data_type = node.text_or("data_type", "text");
    const std::string mask = node.text_or("mask", "none");
    for (const char* condition : {"mask_unless", "mask_strong_when"})
        (void)node.text_or(condition, "");  // by MaskRules
    node.reject_unknown_keys();
    if (!is_snake_case(field.name)) node.fault("records.name_invalid", field.name);
    if (const auto type = parse_data_type(data_type)) {
        field.data_type = *type;
    } else {
        node.fault("records.data_type_unknown", data_type);
    }
    if (const auto rule = parse_mask(mask)) {
        field.mask = *rule;
    } else {
        node.fault("records.mask_unknown", mask);
    }
    if (field.sensitivity < 1 || field.sensitivity > 4) node.fault("records.sensitivity_invalid", field.name);
    codes::Fault fault;
    if (!codes::CreditCode::parse(field.authority, &fault)) {
        node.fault("records.authority_invalid", field.authority + ": " + fault.detail);
    }
    return field;
}

RecordType read_type(const YamlNode& root) {
    RecordType type;
    type.type = root.text("type");
    type.title = root.text("title");
    type.title_en = root.text_or("title_en", type.type);
    const std::string subject = root.text("subject");
    if (const auto kind = parse_subject_kind(subject)) {
        type.subject = *kind;
    } else {
        root["subject"].fault("records.subject_kind_unknown", subject);
    }
    if (!is_snake_case(type.type)) root.fault("records.name_invalid", type.type);
    std::set<std::string> names;
    for (const YamlNode& node : root["fields"].items()) {
        Field field = read_field(node);
        if (!names.insert(field.name).second) node.fault("records.field_twice", field.name);
        type.fields.push_back(std::move(field));
    }
    if (type.fields.empty()) root.fault("records.no_fields", type.type);
    root.reject_unknown_keys();
    return type;
}

/// A number as JSON writes it; `fraction` allows a fraction and an exponent.
bool is_json_number(std::string_view text, bool fraction) {
    size_t at = 0;
    const auto digits = [&] {
        const size_t start = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        return at - start;
    };
    if (at < text.size() && text[at] == '-') ++at;
    const size_t first = at;
    const size_t whole = digits();
    if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
    if (!fraction) return at == text.size() && whole <= 18;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0) return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        if (digits() == 0) return false;
    }
    return at == text.size();
}

}  // namespace

std::optional<DataType> parse_data_type(std::string_view text) {
    return named(kDataTypes, text);
}

std::optional<SubjectKind> parse_subject_kind(std::string_view text) {
    if (text == "person") return SubjectKind::person;
    if (text == "legal_entity") return SubjectKind::legal_entity;
    return std::nullopt;
}

std::optional<size_t> RecordType::position_of(std::string_view field) const {
    for (size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].name == field) return i;
    }
    return std::nullopt;
}

const Field* RecordType::find(std::string_view field) const {
    const auto position = position_of(field);
    return position ? &fields[*position] : nullptr;
}

RecordTypes RecordTypes::load(const std::filesystem::path& folder, std::vector<Finding>& findings) {
    std::vector<RecordType> types;
    for (const auto& path : files_in(folder / "records", ".yaml")) {
        const YamlNode root = YamlNode::load(path, findings);
        if (!root.present()) continue;
        RecordType type = read_type(root);
        const bool twice = std::ranges::any_of(types, [&](const RecordType& other) { return other.type == type.type; });
        if (twice) {
            root.fault("records.type_twice", type.type);
        } else {
            types.push_back(std::move(type));
        }
    }
    return RecordTypes(std::move(types));
}

const RecordType* RecordTypes::find(std::string_view type) const {
    const auto index = index_of(type);
    return index ? &types_[*index] : nullptr;
}

std::optional<size_t> RecordTypes::index_of(std::string_view type) const {
    for (size_t i = 0; i < types_.size(); ++i) {
        if (types_[i].type == type) return i;
    }
    return std::nullopt;
}

bool fits(DataType type, std::string_view value) {
    if (value.empty()) return true;
    switch (type) {
        case DataType::integer:
            return is_json_number(value, false);
        case DataType::number:
            return is_json_number(value, true);
        case DataType::date:
            return parse_date(value).has_value();
        case DataType::flag:
            return value == "true" || value == "false";
        case DataType::text:
        case DataType::code:
            return is_utf8(value);
    }
    return false;
}

std::string to_json(DataType type, std::string_view value) {
    if (value.empty()) return "null";
    if (type == DataType::integer || type == DataType::number || type == DataType::flag) return std::string(value);
    std::string out;
    append_json_string(out, value);
    return out;
}

}  // namespace yici::records
