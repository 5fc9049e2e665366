#include "engines/rules/typed_value.h"

#include "foundation/base/text.h"

namespace yici::rules {

using feel::Value;

namespace {

template <typename Parsed>
Value or_text(const std::optional<Parsed>& parsed, const Value& text) {
    return parsed ? Value(*parsed) : text;
}

Value parsed_as(const Value& text, feel::Type::Kind kind) {
    const std::string& words = *text.string();
    switch (kind) {
        case feel::Type::Kind::date:
            return or_text(feel::parse_date(words), text);
        case feel::Type::Kind::time:
            return or_text(feel::parse_time(words), text);
        case feel::Type::Kind::date_time: {
            const auto moment = feel::parse_date_time(words);
            return moment ? Value(*moment) : or_text(feel::parse_date(words), text);
        }
        case feel::Type::Kind::years_months:
            return or_text(feel::parse_years_months(words), text);
        case feel::Type::Kind::days_time:
            return or_text(feel::parse_days_time(words), text);
        default:
            return text;
    }
}

}  // namespace

Value typed_value(const Value& value, const DataType* type) {
    if (type == nullptr) return value;
    if (value.string() != nullptr) return parsed_as(value, type->shape->kind);
    if (const feel::List* const list = value.list(); list != nullptr && type->element) {
        feel::List out;
        for (const Value& one : *list) out.push_back(typed_value(one, type->element.get()));
        return out;
    }
    if (const feel::Context* const context = value.context(); context != nullptr && !type->fields.empty()) {
        feel::Context out = *context;
        for (const auto& [name, field] : type->fields) {
            if (const Value* const entry = context->find(name)) out.put(name, typed_value(*entry, field.get()));
        }
        return out;
    }
    return value;
}

Value guessed_value(std::string_view text) {
    text = trim(text);
    if (text.empty() || text == "null" || text == "~") return {};
    if (text == "true" || text == "false") return text == "true";
    if (const auto number = feel::Number::parse(text)) return *number;
    if (const auto date = feel::parse_date(text)) return *date;
    if (const auto moment = feel::parse_date_time(text)) return *moment;
    if (const auto days = feel::parse_days_time(text)) return *days;
    if (const auto months = feel::parse_years_months(text)) return *months;
    if (!text.starts_with('=')) return std::string(text);
    const SystemClock clock;
    feel::Run run(clock, 100'000);
    return feel::Expression::parse(text.substr(1), feel::Names{}).evaluate({}, run);
}

}  // namespace yici::rules
