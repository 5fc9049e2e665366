#include "services/decisions/decision_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engines/feel/value_json.h"
#include "services/decisions/explanation_json.h"

namespace yici::decisions {

namespace {

using Json = nlohmann::ordered_json;
using rules::DrgElement;
using rules::Expression;

Json value_of(const feel::Value& value) {
    return Json::parse(feel::to_json(value));
}

std::string_view kind_of(const DrgElement& decision) {
    if (decision.logic == nullptr) return "none";
    if (decision.logic->kind == Expression::Kind::table) return "table";
    return decision.logic->kind == Expression::Kind::literal ? "expression" : "boxed";
}

std::string_view policy_name(rules::HitPolicy policy) {
    switch (policy) {
        case rules::HitPolicy::unique:
            return "unique";
        case rules::HitPolicy::any:
            return "any";
        case rules::HitPolicy::priority:
            return "priority";
        case rules::HitPolicy::first:
            return "first";
        case rules::HitPolicy::rule_order:
            return "rule_order";
        case rules::HitPolicy::output_order:
            return "output_order";
        case rules::HitPolicy::collect:
            break;
    }
    return "collect";
}

/// What a form for a value of this type must know.
Json type_json(const rules::DataType* type) {
    Json json{{"type", type == nullptr ? "Any" : type->shape->to_string()}};
    json["allowed"] = Json::array();
    for (const feel::Value& value : rules::allowed_values(type)) json["allowed"].push_back(value_of(value));
    const feel::Expression* const tests = rules::allowed_tests(type);
    json["allowed_text"] = tests == nullptr ? "" : tests->text();
    json["fields"] = Json::array();
    if (type == nullptr) return json;
    for (const auto& [name, of] : type->fields) {
        Json field{{"name", name}};
        field.update(type_json(of.get()));
        json["fields"].push_back(std::move(field));
    }
    return json;
}

const rules::TableReport* report_of(const Known& known) {
    const auto& reports = known.model->checked.tables;
    const auto found = std::ranges::find(reports, known.decision->name, &rules::TableReport::name);
    return found == reports.end() ? nullptr : &*found;
}

std::vector<const rules::TestOutcome*> tests_of(const Known& known) {
    std::vector<const rules::TestOutcome*> tests;
    for (const rules::TestOutcome& test : known.model->checked.tests) {
        if (test.decision == known.decision->name || test.decision == known.id()) tests.push_back(&test);
    }
    return tests;
}

Json summary_of(const Known& known) {
    const auto tests = tests_of(known);
    const auto passed = std::ranges::count_if(tests, [](const auto* test) { return test->passed; });
    int64_t faults = 0;
    if (const auto* report = report_of(known))
        faults = std::ranges::count_if(report->found.findings, [](const auto& one) { return one.is_fault(); });
    const bool is_table = kind_of(*known.decision) == "table";
    return {{"id", known.id()},
            {"name", known.decision->name},
            {"question", known.decision->question},
            {"model", known.model->checked.file.stem().string()},
            {"model_name", known.rules().name()},
            {"kind", kind_of(*known.decision)},
            {"hit_policy", is_table ? policy_name(known.decision->logic->table->hit_policy) : ""},
            {"rules", is_table ? known.decision->logic->table->rules.size() : 0},
            {"tests", tests.size()},
            {"tests_passed", passed},
            {"faults", faults}};
}

Json texts(const std::vector<rules::Text>& cells) {
    Json json = Json::array();
    for (const rules::Text& cell : cells) json.push_back(cell.text);
    return json;
}

Json table_of(const rules::TableModel& table, const rules::Table* compiled) {
    Json inputs = Json::array();
    for (size_t i = 0; i < table.inputs.size(); ++i) {
        const rules::InputClause& input = table.inputs[i];
        Json json{{"label", input.label.empty() ? input.expression.text : input.label},
                  {"expression", input.expression.text},
                  {"allowed_text", input.values.text}};
        json["type"] = compiled != nullptr && compiled->inputs()[i].type
                           ? compiled->inputs()[i].type->shape->to_string()
                           : input.type;
        inputs.push_back(std::move(json));
    }
    Json outputs = Json::array();
    for (const rules::OutputClause& output : table.outputs) {
        outputs.push_back({{"name", output.name.empty() ? table.output_label : output.name},
                           {"type", output.type},
                           {"allowed_text", output.values.text},
                           {"default", output.default_value.text}});
    }
    Json rows = Json::array();
    for (size_t i = 0; i < table.rules.size(); ++i) {
        const rules::Rule& rule = table.rules[i];
        rows.push_back({{"number", i + 1},
                        {"inputs", texts(rule.inputs)},
                        {"outputs", texts(rule.outputs)},
                        {"annotations", rule.annotations}});
    }
    return {{"hit_policy", policy_name(table.hit_policy)},
            {"letter", rules::letter(table.hit_policy, table.aggregation)},
            {"inputs", std::move(inputs)},
            {"outputs", std::move(outputs)},
            {"annotations", table.annotations},
            {"rules", std::move(rows)}};
}

Json checks_of(const rules::TableFindings& found) {
    Json findings = Json::array();
    for (const rules::TableFinding& one : found.findings) findings.push_back(finding_of(one));
    return {{"complete", found.complete}, {"findings", std::move(findings)}};
}

Json tests_json(const Known& known) {
    Json json = Json::array();
    for (const rules::TestOutcome* test : tests_of(known)) {
        json.push_back({{"name", test->name},
                        {"inputs", value_of(test->inputs)},
                        {"expected", value_of(test->expected)},
                        {"got", value_of(test->got)},
                        {"passed", test->passed}});
    }
    return json;
}

Json requirements_of(const Library& library, const Known& known) {
    Json json = Json::array();
    for (const Known& other : library.all()) {
        if (other.model != known.model) continue;
        const auto needs = [&](const rules::Reference& one) { return one == "#" + other.decision->id; };
        if (std::ranges::any_of(known.decision->required_decisions, needs))
            json.push_back({{"id", other.id()}, {"name", other.decision->name}});
    }
    return json;
}

}  // namespace

std::string page_json(const std::vector<Known>& decisions, const http::Part& part) {
    Json items = Json::array();
    const auto total = std::ssize(decisions);
    for (int64_t i = part.offset(); i < std::min(part.offset() + part.size, total); ++i)
        items.push_back(summary_of(decisions[static_cast<size_t>(i)]));
    return http::listing(items.dump(), part, total);
}

std::string decision_json(const Library& library, const Known& known) {
    Json json = summary_of(known);
    json["description"] = known.decision->description;
    json["result"] = type_json(known.rules().type_of(known.decision->name).get());
    json["inputs"] = Json::array();
    for (const DrgElement* input : Library::inputs_of(known)) {
        Json one{{"name", input->name}};
        one.update(type_json(known.rules().type_of(input->name).get()));
        json["inputs"].push_back(std::move(one));
    }
    json["requires"] = requirements_of(library, known);
    json["expression"] = kind_of(*known.decision) == "expression" ? known.decision->logic->text.text : "";
    json["table"] = nullptr;
    if (kind_of(*known.decision) == "table") {
        const auto tables = known.rules().tables();
        const auto compiled = std::ranges::find(tables, known.decision->name, &rules::NamedTable::name);
        json["table"] = table_of(*known.decision->logic->table, compiled == tables.end() ? nullptr : compiled->table);
    }
    const auto* report = report_of(known);
    json["checks"] = report != nullptr ? checks_of(report->found) : checks_of({});
    json["test_cases"] = tests_json(known);
    return json.dump();
}

std::string answer_json(const rules::Answer& answer) {
    return Json{{"value", value_of(answer.value)}, {"explanation", explanation_of(*answer.explanation)}}.dump();
}

std::string comparison_json(const Comparison& comparison) {
    constexpr size_t kShown = 200;
    Json changed = Json::array();
    size_t changed_cases = 0;
    for (const Changed& one : comparison.changed) {
        const Situation& situation = comparison.situations[one.situation];
        const bool is_case = one.situation < comparison.stored;
        if (is_case) ++changed_cases;
        if (changed.size() == kShown) continue;
        Json json{{"case", situation.about}, {"purpose", situation.purpose}};
        json["at"] = is_case ? Json(to_iso8601(situation.at)) : Json();
        json["given"] = is_case ? Json() : Json(one.situation - comparison.stored + 1);
        json["before"] = value_of(one.before.value);
        json["after"] = value_of(one.after.value);
        json["why_before"] = explanation_of(*one.before.explanation);
        json["why_after"] = explanation_of(*one.after.explanation);
        changed.push_back(std::move(json));
    }
    Json checks = Json::array();
    for (const rules::TableReport& report : comparison.checks) {
        for (const rules::TableFinding& one : report.found.findings) {
            Json finding{{"table", report.name}};
            finding.update(finding_of(one));
            checks.push_back(std::move(finding));
        }
    }
    return Json{{"since", to_iso8601(comparison.since)},
                {"cases", comparison.stored},
                {"cases_found", comparison.cases_found},
                {"cases_changed", changed_cases},
                {"given", comparison.situations.size() - comparison.stored},
                {"given_changed", comparison.changed.size() - changed_cases},
                {"changed", std::move(changed)},
                {"checks", std::move(checks)}}
        .dump();
}

namespace {

feel::Context object_of(std::string_view body) {
    const feel::Value value = feel::from_json(body);
    if (value.context() == nullptr) throw Error(ErrorKind::invalid_input, "decisions.bad_request", "JSON object");
    return *value.context();
}

feel::Context checked_inputs(const Known& known, const feel::Value* value) {
    if (value == nullptr || value->context() == nullptr)
        throw Error(ErrorKind::invalid_input, "decisions.bad_request", "inputs");
    for (const auto& [name, entry] : value->context()->entries()) {
        if (!known.rules().has_input(name)) throw Error(ErrorKind::invalid_input, "decisions.unknown_input", name);
    }
    return *value->context();
}

}  // namespace

feel::Context parse_inputs(const Known& known, std::string_view body) {
    return checked_inputs(known, object_of(body).find("inputs"));
}

CompareRequest parse_compare(const Known& known, std::string_view body) {
    const feel::Context object = object_of(body);
    CompareRequest request;
    const feel::Value* const dmn = object.find("dmn");
    if (dmn == nullptr || dmn->string() == nullptr)
        throw Error(ErrorKind::invalid_input, "decisions.bad_request", "dmn");
    request.dmn = *dmn->string();
    if (const feel::Value* cases = object.find("cases")) {
        if (cases->boolean() == nullptr) throw Error(ErrorKind::invalid_input, "decisions.bad_request", "cases");
        request.cases = *cases->boolean();
    }
    if (const feel::Value* inputs = object.find("inputs")) {
        if (inputs->list() == nullptr) throw Error(ErrorKind::invalid_input, "decisions.bad_request", "inputs");
        for (const feel::Value& one : *inputs->list()) request.inputs.push_back(checked_inputs(known, &one));
    }
    return request;
}

Line parse_line(std::string_view body) {
    const feel::Context object = object_of(body);
    const feel::Value* const expression = object.find("expression");
    if (expression == nullptr || expression->string() == nullptr)
        throw Error(ErrorKind::invalid_input, "decisions.bad_request", "expression");
    Line line{*expression->string(), {}};
    if (const feel::Value* variables = object.find("variables")) {
        if (variables->context() == nullptr)
            throw Error(ErrorKind::invalid_input, "decisions.bad_request", "variables");
        line.variables = *variables->context();
    }
    return line;
}

std::string line_json(const feel::Value& value, const std::vector<feel::Fault>& notes) {
    Json told = Json::array();
    for (const feel::Fault& note : notes) {
        told.push_back({{"line", note.line},
                        {"column", note.column},
                        {"key", note.key},
                        {"detail", note.detail},
                        {"text", message(note.key, Language::zh)},
                        {"text_en", message(note.key, Language::en)}});
    }
    return Json{{"value", value_of(value)}, {"text", value.to_string()}, {"notes", std::move(told)}}.dump();
}

}  // namespace yici::decisions
