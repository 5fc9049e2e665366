#include "engines/rules/decision_tests.h"

#include <algorithm>

#include "engines/feel/compare.h"
#include "engines/rules/typed_value.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/base/yaml.h"

namespace yici::rules {

namespace {

using feel::Value;

/// A YAML value; the type decides what a word without quotes is.
Value value_of(const YamlNode& node, const DataType* type) {
    if (!node.present()) return {};
    if (node.is_sequence()) {
        feel::List list;
        for (const YamlNode& item : node.items()) list.push_back(value_of(item, type ? type->element.get() : nullptr));
        return list;
    }
    if (node.is_map()) {
        feel::Context context;
        for (const auto& [name, entry] : node.entries()) {
            const DataType* field = nullptr;
            if (type != nullptr) {
                for (const auto& [known, of] : type->fields) {
                    if (known == name) field = of.get();
                }
            }
            context.put(name, value_of(entry, field));
        }
        return context;
    }
    const std::string text = node.as_text();
    const bool is_text = node.is_quoted() || (type != nullptr && type->shape->kind == feel::Type::Kind::string);
    if (is_text && !(text.starts_with('=') && !node.is_quoted())) return typed_value(Value(text), type);
    try {
        return typed_value(guessed_value(text), type);
    } catch (const feel::SyntaxError& error) {
        node.fault(error.key(), error.detail());
        return {};
    }
}

bool agrees(const Value& expected, const Value& got) {
    if (expected.list() != nullptr && got.list() != nullptr)
        return std::equal(expected.list()->begin(), expected.list()->end(), got.list()->begin(), got.list()->end(),
                          agrees);
    if (expected.context() != nullptr && got.context() != nullptr) {
        const auto& entries = expected.context()->entries();
        return entries.size() == got.context()->entries().size() &&
               std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
                   const Value* const other = got.context()->find(entry.first);
                   return other != nullptr && agrees(entry.second, *other);
               });
    }
    return expected == got || (expected.kind() == got.kind() && feel::equals(expected, got) == true);
}

TestOutcome run_test(const YamlNode& test, const Decisions& model, const Clock& clock) {
    TestOutcome outcome{test.text("name"), test.text("decision"), {}, {}, {}, false};
    for (const auto& [input, value] : test["input"].entries()) {
        outcome.inputs.put(input, value_of(value, model.type_of(input).get()));
        if (!model.has_input(input)) test.fault("rules.unknown_input", input);
    }
    if (!model.has_decision(outcome.decision)) {
        test.fault("rules.unknown_decision", outcome.decision);
        return outcome;
    }
    outcome.expected = value_of(test["expect"], model.type_of(outcome.decision).get());
    test.reject_unknown_keys();
    feel::Run run(clock);
    const Answer answer = model.evaluate(outcome.decision, outcome.inputs, run, Explain::yes);
    outcome.got = answer.value;
    outcome.passed = agrees(outcome.expected, answer.value);
    if (outcome.passed) return outcome;
    std::string why;
    const std::string lines = answer.explanation->to_text(Language::zh);
    for (const std::string_view line : split(lines, '\n')) why += std::string(trim(line)) + " ";
    test.fault("rules.test_failed",
               outcome.name + ": " + outcome.expected.to_string() + " ≠ " + answer.value.to_string() + "; " + why);
    return outcome;
}

std::string key_of(TableFinding::Kind kind) {
    switch (kind) {
        case TableFinding::Kind::gap:
            return "rules.table_gap";
        case TableFinding::Kind::overlap:
            return "rules.table_overlap";
        case TableFinding::Kind::impossible:
            return "rules.table_impossible";
        case TableFinding::Kind::masked:
        case TableFinding::Kind::unknown_cell:
            break;
    }
    return "rules.table_masked";
}

std::vector<TableReport> check_tables(const Decisions& model, std::vector<Finding>& findings) {
    std::vector<TableReport> reports;
    for (const NamedTable& named : model.tables()) {
        reports.push_back({named.name, check(*named.table)});
        for (const TableFinding& finding : reports.back().found.findings) {
            if (!finding.is_fault()) continue;
            const int line =
                finding.rules.empty() ? named.table->line() : named.table->rows()[finding.rules.back() - 1].line;
            findings.push_back({model.definitions().file, line, key_of(finding.kind),
                                named.name + ": " + finding.to_text(Language::zh)});
        }
    }
    return reports;
}

void run_tests(const std::filesystem::path& file, const Clock& clock, std::vector<CheckedModel>& models,
               std::vector<Finding>& findings) {
    const YamlNode root = YamlNode::load(file, findings);
    std::string stem = file.filename().string();
    stem = stem.substr(0, stem.find(".tests.yaml"));
    const auto path = file.parent_path() / root.text_or("model", stem + ".dmn");
    const auto tests = root["tests"].items();
    root.reject_unknown_keys();
    const auto model = std::ranges::find(models, path, &CheckedModel::file);
    if (model == models.end()) {
        if (!std::filesystem::exists(path)) root.fault("base.file_unreadable", path.string());
        return;  // a model that cannot be read has been told
    }
    for (const YamlNode& test : tests) model->tests.push_back(run_test(test, model->model, clock));
}

}  // namespace

std::vector<CheckedModel> check_decisions(const std::filesystem::path& folder, const Clock& clock,
                                          std::vector<Finding>& findings) {
    std::vector<CheckedModel> models;
    for (const auto& file : files_in(folder, ".dmn")) {
        try {
            Decisions model = Decisions::load(file, findings);
            auto tables = check_tables(model, findings);
            models.push_back({file, std::move(model), std::move(tables), {}});
        } catch (const Error& error) {
            findings.push_back({file.string(), 0, error.key(), error.detail()});
        }
    }
    for (const auto& file : files_in(folder, ".yaml")) {
        if (file.filename().string().ends_with(".tests.yaml")) run_tests(file, clock, models, findings);
    }
    return models;
}

}  // namespace yici::rules
