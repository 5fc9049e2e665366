#include <nlohmann/json.hpp>

#include "foundation/base/nesting.h"
#include "services/credit/credit_json.h"

namespace yici::credit {

using nlohmann::json;

namespace {

constexpr size_t kLongestText = 8000;  // bytes
constexpr size_t kMostItems = 100;

[[noreturn]] void bad(const std::string& key) {
    throw Error(ErrorKind::invalid_input, "credit.bad_request", key);
}

json parse_object(std::string_view body) {
    if (!nests_within(body)) bad("nested too deeply");
    json value = json::parse(body, nullptr, /*allow_exceptions=*/false);
    if (!value.is_object()) bad("JSON object expected");
    return value;
}

std::string text_of(const json& value, const std::string& key) {
    if (!value.is_string()) bad(key);
    std::string text = value;
    if (text.size() > kLongestText) throw Error(ErrorKind::too_large, "credit.bad_request", key);
    return text;
}

/// {"fine_fen":"50000"}: every value as text, as the registry keeps it.
Values values_of(const json& object) {
    if (!object.is_object() || object.size() > kMostItems) bad("values");
    Values values;
    for (const auto& [name, value] : object.items()) values.emplace_back(name, text_of(value, name));
    return values;
}

std::vector<Evidence> evidence_of(const json& array) {
    if (!array.is_array() || array.size() > kMostItems) bad("evidence");
    std::vector<Evidence> evidence;
    for (const json& one : array) {
        if (!one.is_object() || !one.contains("title") || !one.contains("content")) bad("evidence");
        evidence.push_back({text_of(one["title"], "title"), text_of(one["content"], "content"), {}});
    }
    return evidence;
}

}  // namespace

Draft parse_draft(std::string_view body) {
    const json object = parse_object(body);
    Draft draft;
    for (const auto& [name, value] : object.items()) {
        if (name == "subject") {
            draft.subject = text_of(value, name);
        } else if (name == "kind") {
            draft.kind = text_of(value, name);
        } else if (name == "values") {
            draft.values = values_of(value);
        } else {
            bad(name);
        }
    }
    return draft;
}

Asked parse_asked(std::string_view body) {
    Asked asked;
    const std::pair<std::string_view, std::string*> texts[] = {
        {"q", &asked.query},     {"purpose", &asked.purpose}, {"reason", &asked.reason},  {"basis", &asked.basis},
        {"entry", &asked.entry}, {"field", &asked.field},     {"claimed", &asked.claimed}};
    const json object = parse_object(body);
    for (const auto& [name, value] : object.items()) {
        if (name == "values") {
            asked.values = values_of(value);
            continue;
        }
        if (name == "evidence") {
            asked.evidence = evidence_of(value);
            continue;
        }
        const auto* found = std::ranges::find(texts, name, &std::pair<std::string_view, std::string*>::first);
        if (found == std::end(texts)) bad(name);
        *found->second = text_of(value, name);
    }
    return asked;
}

}  // namespace yici::credit
