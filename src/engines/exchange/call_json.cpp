#include "engines/exchange/call_json.h"

#include <simdjson.h>

namespace yici::exchange {
namespace {

using simdjson::dom::element;

bool take_text(element from, std::string& to) {
    std::string_view text;
    if (from.get_string().get(text) != simdjson::SUCCESS) return false;
    to.assign(text);
    return true;
}

bool take_texts(element from, std::vector<std::string>& to) {
    simdjson::dom::array array;
    if (from.get_array().get(array) != simdjson::SUCCESS) return false;
    size_t count = 0;
    for (const element each : array) {
        if (count == 64) return false;
        if (count == to.size()) to.emplace_back();
        if (!take_text(each, to[count++])) return false;
    }
    to.resize(count);
    return true;
}

bool take_age(element from, int& age) {
    int64_t number = 0;
    if (from.get_int64().get(number) != simdjson::SUCCESS || number < 0 || number > 200) return false;
    age = static_cast<int>(number);
    return true;
}

bool take_question(element from, std::optional<Question>& to) {
    simdjson::dom::object object;
    if (from.get_object().get(object) != simdjson::SUCCESS) return false;
    Question question;
    int forms = 0;
    bool exists = false;
    for (const auto& [key, each] : object) {
        bool good = true;
        if (key == "field") {
            good = take_text(each, question.field);
            continue;
        }
        ++forms;
        if (key == "exists") {
            good = each.get_bool().get(exists) == simdjson::SUCCESS && exists;
        } else if (key == "equals") {
            question.kind = Question::Kind::equals;
            question.values.resize(1);
            good = take_text(each, question.values[0]);
        } else if (key == "one_of") {
            question.kind = Question::Kind::one_of;
            good = take_texts(each, question.values);
        } else if (key == "age_at_least" || key == "age_below") {
            question.kind = key == "age_below" ? Question::Kind::age_below : Question::Kind::age_at_least;
            good = take_age(each, question.age);
        } else {
            return false;
        }
        if (!good) return false;
    }
    to = std::move(question);
    return forms == 1 && exists == to->field.empty();
}

struct TextKey {
    std::string_view key;
    std::string Call::*member;
};
constexpr TextKey kTexts[] = {{"id", &Call::id},           {"grant", &Call::grant},      {"resource", &Call::resource},
                              {"matter", &Call::matter},   {"case", &Call::case_number}, {"material", &Call::material},
                              {"subject", &Call::subject}, {"purpose", &Call::purpose},  {"basis", &Call::basis},
                              {"officer", &Call::officer}};

bool take_member(std::string_view key, element from, Call& call) {
    for (const TextKey& text : kTexts) {
        if (key == text.key) return take_text(from, call.*text.member);
    }
    if (key == "fields") return take_texts(from, call.fields);
    if (key == "question") return take_question(from, call.question);
    if (key == "expires") {
        std::string_view text;
        if (from.get_string().get(text) != simdjson::SUCCESS) return false;
        const auto instant = parse_instant(text);
        if (instant) call.expires = *instant;
        return instant.has_value();
    }
    return false;
}

void clear(Call& call) {
    for (const TextKey& text : kTexts) (call.*text.member).clear();
    call.fields.clear();
    call.question.reset();
    call.expires = {};
}

}  // namespace

struct CallParser::State {
    simdjson::dom::parser parser;
};

CallParser::CallParser() : state_(std::make_unique<State>()) {}

CallParser::~CallParser() = default;

bool CallParser::parse(std::string& text, size_t start, Call& call) {
    clear(call);
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    element document;
    simdjson::dom::object object;
    const auto parsed = state_->parser.parse(text.data() + start, text.size() - start, false);
    if (parsed.get(document) != simdjson::SUCCESS) return false;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    for (const auto& [key, each] : object) {
        if (!take_member(key, each, call)) return false;
    }
    return true;
}

}  // namespace yici::exchange
