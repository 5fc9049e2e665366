#include "engines/rules/decision_tests.h"

#include <algorithm>

#include "engines/feel/compare.h"
#include "engines/rules/decisions.h"
#include "engines/rules/table_check.h"
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

void run_test(const YamlNode& test, const Decisions& model, const Clock& clock) {
    const std::string name = test.text("name");
    const std::string decision = test.text("decision");
    std::vector<Input> inputs;
    for (const auto& [input, value] : test["input"].entries())
        inputs.push_back({input, value_of(value, model.type_of(input).get()), ""});
    for (const Input& input : inputs) {
        if (!model.has_input(input.name)) test.fault("rules.unknown_input", input.name);
    }
    if (!model.has_decision(decision)) {
        test.fault("rules.unknown_decision", decision);
        return;
    }
    const Value expected = value_of(test["expect"], model.type_of(decision).get());
    test.reject_unknown_keys();
    feel::Run run(clock);
    const Answer answer = model.evaluate(decision, inputs, run, Explain::yes);
    if (agrees(expected, answer.value)) return;
    std::string why;
    for (const auto part : split(answer.explanation->to_text(Language::zh), '\n')) why += std::string(trim(part)) + " ";
    test.fault("rules.test_failed", name + ": " + expected.to_string() + " ≠ " + answer.value.to_string() + "; " + why);
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

void check_tables(const Decisions& model, std::vector<Finding>& findings) {
    for (const NamedTable& named : model.tables()) {
        for (const TableFinding& finding : check(*named.table).findings) {
            if (!finding.is_fault()) continue;
            const int line =
                finding.rules.empty() ? named.table->line() : named.table->rows()[finding.rules.back() - 1].line;
            findings.push_back({model.definitions().file, line, key_of(finding.kind),
                                named.name + ": " + finding.to_text(Language::zh)});
        }
    }
}

}  // namespace

size_t run_decision_tests(const std::filesystem::path& file, const Clock& clock, std::vector<Finding>& findings) {
    const YamlNode root = YamlNode::load(file, findings);
    std::string stem = file.filename().string();
    stem = stem.substr(0, stem.find(".tests.yaml"));
    const auto path = file.parent_path() / root.text_or("model", stem + ".dmn");
    std::vector<Finding> of_model;  // told where the model itself is checked
    try {
        const Decisions model = Decisions::load(path, of_model);
        const auto tests = root["tests"].items();
        root.reject_unknown_keys();
        for (const YamlNode& test : tests) run_test(test, model, clock);
        return tests.size();
    } catch (const Error& error) {
        findings.push_back({file.string(), 1, error.key(), error.detail()});
        return 0;
    }
}

DecisionCounts check_decisions(const std::filesystem::path& folder, const Clock& clock,
                               std::vector<Finding>& findings) {
    DecisionCounts counts;
    for (const auto& file : files_in(folder, ".dmn")) {
        try {
            const Decisions model = Decisions::load(file, findings);
            ++counts.models;
            counts.tables += model.tables().size();
            check_tables(model, findings);
        } catch (const Error& error) {
            findings.push_back({file.string(), 0, error.key(), error.detail()});
        }
    }
    for (const auto& file : files_in(folder, ".yaml")) {
        if (file.filename().string().ends_with(".tests.yaml"))
            counts.tests += run_decision_tests(file, clock, findings);
    }
    return counts;
}

}  // namespace yici::rules
