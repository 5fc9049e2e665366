#pragma once

#include <string>
#include <vector>

#include "engines/rules/decisions.h"

namespace yici::rules::test {

/// A model around these elements, of DMN 1.5, namespace "urn:sample".
inline std::string model_text(const std::string& elements) {
    return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"sample\" "
           "namespace=\"urn:sample\">" +
           elements + "</definitions>";
}

inline Decisions compiled(const std::string& elements, std::vector<Finding>* findings = nullptr) {
    std::vector<Finding> own;
    std::vector<Document> documents;
    auto& into = findings != nullptr ? *findings : own;
    documents.push_back(Document::parse(model_text(elements), "sample.dmn", into));
    return Decisions::compile(std::move(documents), into);
}

inline feel::Value answer(const Decisions& model, const std::string& decision, std::vector<Input> inputs = {}) {
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    return model.evaluate(decision, inputs, run).value;
}

inline feel::Number number(const char* text) {
    return feel::Number::parse(text).value();
}

inline std::string input(const std::string& name, const std::string& type) {
    return "<inputData id='" + name + "' name='" + name + "'><variable name='" + name + "' typeRef='" + type +
           "'/></inputData>";
}

/// A decision "d" that is a table over inputs; a rule is its cells, outputs behind the inputs.
inline std::string table(const std::string& attributes, const std::vector<std::string>& inputs,
                         const std::vector<std::vector<std::string>>& rules, const std::string& outputs = "<output/>") {
    std::string out = "<decision id='d' name='d'><variable name='d'/>";
    for (const auto& name : inputs)
        out += "<informationRequirement><requiredInput href='#" + name + "'/></informationRequirement>";
    out += "<decisionTable " + attributes + ">";
    for (const auto& name : inputs)
        out += "<input><inputExpression><text>" + name + "</text></inputExpression></input>";
    out += outputs;
    for (const auto& rule : rules) {
        out += "<rule>";
        for (size_t i = 0; i < rule.size(); ++i) {
            const std::string kind = i < inputs.size() ? "inputEntry" : "outputEntry";
            out.append("<").append(kind).append("><text><![CDATA[").append(rule[i]);
            out.append("]]></text></").append(kind).append(">");
        }
        out += "</rule>";
    }
    return out + "</decisionTable></decision>";
}

}  // namespace yici::rules::test
