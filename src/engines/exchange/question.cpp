#include "engines/exchange/question.h"

#include <algorithm>

#include "foundation/base/text.h"

namespace yici::exchange {

std::string Question::to_json() const {
    if (kind == Kind::exists) return R"({"exists":true})";
    std::string out = "{\"field\":";
    append_json_string(out, field);
    switch (kind) {
        case Kind::equals:
            out += ",\"equals\":";
            append_json_string(out, values.empty() ? "" : values.front());
            break;
        case Kind::one_of:
            out += ",\"one_of\":[";
            for (size_t i = 0; i < values.size(); ++i) {
                if (i > 0) out += ',';
                append_json_string(out, values[i]);
            }
            out += ']';
            break;
        case Kind::age_at_least:
            out += ",\"age_at_least\":" + std::to_string(age);
            break;
        case Kind::age_below:
            out += ",\"age_below\":" + std::to_string(age);
            break;
        case Kind::exists:
            break;
    }
    return out + "}";
}

std::optional<Question> parse_question(const YamlNode& node) {
    Question question;
    if (node["exists"].present()) {
        const bool exists = node.flag_or("exists", false);
        node.reject_unknown_keys();
        if (exists) return question;
        node.fault("exchange.question_invalid", "exists: true");
        return std::nullopt;
    }
    question.field = node.text("field");
    int forms = 0;
    if (node["equals"].present()) {
        question.kind = Question::Kind::equals;
        question.values = {node.text("equals")};
        ++forms;
    }
    if (node["one_of"].present()) {
        question.kind = Question::Kind::one_of;
        question.values = node.texts("one_of");
        ++forms;
    }
    if (node["age_at_least"].present()) {
        question.kind = Question::Kind::age_at_least;
        question.age = static_cast<int>(node.integer("age_at_least"));
        ++forms;
    }
    if (node["age_below"].present()) {
        question.kind = Question::Kind::age_below;
        question.age = static_cast<int>(node.integer("age_below"));
        ++forms;
    }
    node.reject_unknown_keys();
    if (forms != 1 || question.field.empty() || question.age < 0 || question.age > 200) {
        node.fault("exchange.question_invalid", "field with one of equals, one_of, age_at_least, age_below");
        return std::nullopt;
    }
    return question;
}

bool answers_yes(const Question& question, const std::optional<std::string>& value, Date today) {
    // An empty text in one_of takes it for a yes that nothing is known.
    const bool unknown_too = question.kind == Question::Kind::one_of &&
                             std::ranges::find(question.values, std::string()) != question.values.end();
    if (!value) return unknown_too;
    switch (question.kind) {
        case Question::Kind::exists:
            return true;
        case Question::Kind::equals:
        case Question::Kind::one_of:
            return std::ranges::find(question.values, *value) != question.values.end();
        case Question::Kind::age_at_least:
        case Question::Kind::age_below: {
            const auto birth = parse_date(*value);
            if (!birth || *birth > today) return false;
            int age = static_cast<int>(today.year()) - static_cast<int>(birth->year());
            if (std::chrono::month_day(today.month(), today.day()) <
                std::chrono::month_day(birth->month(), birth->day())) {
                --age;
            }
            return (age >= question.age) == (question.kind == Question::Kind::age_at_least);
        }
    }
    return false;
}

}  // namespace yici::exchange
