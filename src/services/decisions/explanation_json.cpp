#include "services/decisions/explanation_json.h"

#include <set>

#include "engines/feel/value_json.h"

namespace yici::decisions {

namespace {

using Json = nlohmann::ordered_json;

Json value_of(const feel::Value& value) {
    return Json::parse(feel::to_json(value));
}

Json inputs_of(const std::vector<rules::InputTrace>& inputs) {
    Json json = Json::array();
    for (const rules::InputTrace& input : inputs)
        json.push_back({{"label", input.label}, {"value", value_of(input.value)}});
    return json;
}

/// Whether the rule that missed would have given what was given anyway.
bool gives_the_same(const rules::TableTrace& table, const rules::NearMiss& miss) {
    if (table.matches.size() != 1 || table.matches[0].outputs.size() != miss.outputs.size()) return false;
    for (size_t i = 0; i < miss.outputs.size(); ++i) {
        if (table.matches[0].outputs[i].second.to_string() != miss.outputs[i].second) return false;
    }
    return true;
}

/// The inputs that decided: those that alone keep a rule with another answer from matching; where there are none, those
/// that the rule asked for.
Json deciding_inputs(const rules::TableTrace& table) {
    std::set<size_t> columns;
    for (const rules::NearMiss& miss : table.near_misses) {
        if (!gives_the_same(table, miss)) columns.insert(miss.column);
    }
    if (table.refused_input) columns = {*table.refused_input};
    if (columns.empty()) {
        for (const rules::MatchTrace& match : table.matches) {
            for (const auto& [column, cell] : match.conditions) columns.insert(column);
        }
    }
    Json json = Json::array();
    for (const size_t column : columns) json.push_back(table.inputs[column].label);
    return json;
}

Json matches_of(const rules::TableTrace& table) {
    Json json = Json::array();
    for (const rules::MatchTrace& match : table.matches) {
        Json outputs = Json::array();
        for (const auto& [name, value] : match.outputs) outputs.push_back({{"name", name}, {"value", value_of(value)}});
        Json conditions = Json::array();
        for (const auto& [column, cell] : match.conditions)
            conditions.push_back({{"input", table.inputs[column].label}, {"test", cell}});
        json.push_back({{"rule", match.rule},
                        {"conditions", std::move(conditions)},
                        {"outputs", std::move(outputs)},
                        {"annotations", match.annotations}});
    }
    return json;
}

Json near_misses_of(const rules::TableTrace& table) {
    Json json = Json::array();
    for (const rules::NearMiss& miss : table.near_misses) {
        Json outputs = Json::array();
        for (const auto& [name, text] : miss.outputs) outputs.push_back({{"name", name}, {"text", text}});
        const rules::InputTrace& input = table.inputs[miss.column];
        json.push_back({{"rule", miss.rule},
                        {"input", input.label},
                        {"test", miss.cell},
                        {"value", value_of(input.value)},
                        {"outputs", std::move(outputs)}});
    }
    return json;
}

Json decision_of(const rules::DecisionTrace& decision) {
    Json tables = Json::array();
    for (const rules::TableTrace& table : decision.tables) {
        tables.push_back({{"name", table.name},
                          {"inputs", inputs_of(table.inputs)},
                          {"matches", matches_of(table)},
                          {"near_misses", near_misses_of(table)},
                          {"decided_by", deciding_inputs(table)},
                          {"by_default", table.by_default}});
    }
    return {{"name", decision.name},
            {"question", decision.question},
            {"result", value_of(decision.result)},
            {"inputs", inputs_of(decision.inputs)},
            {"tables", std::move(tables)}};
}

}  // namespace

Json explanation_of(const rules::Explanation& explanation) {
    Json decisions = Json::array();
    for (const rules::DecisionTrace& decision : explanation.decisions) decisions.push_back(decision_of(decision));
    return {{"text", explanation.to_text(Language::zh)},
            {"text_en", explanation.to_text(Language::en)},
            {"decisions", std::move(decisions)}};
}

Json finding_of(const rules::TableFinding& finding) {
    static constexpr std::array<const char*, 5> kKinds{"gap", "overlap", "impossible", "masked", "unknown_cell"};
    Json when = Json::array();
    for (const auto& [input, test] : finding.when) when.push_back({{"input", input}, {"test", test}});
    return {{"kind", kKinds[static_cast<size_t>(finding.kind)]},
            {"fault", finding.is_fault()},
            {"rules", finding.rules},
            {"when", std::move(when)},
            {"text", finding.to_text(Language::zh)},
            {"text_en", finding.to_text(Language::en)}};
}

}  // namespace yici::decisions
