#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engines/feel/expression.h"
#include "services/matters/matters.h"

namespace yici::matters {

/// A value that rules may name, and what people call it.
struct Fact {
    std::string name;  // "form.bank_card", "household.birth_date", "age.answer", "applicant.age", "applied_on"
    records::DataType type = records::DataType::text;
    std::string title;
    std::string title_en;
};

/// What the rules of one matter may name, a slot each.
struct Vocabulary {
    feel::Names names;
    std::vector<Fact> facts;

    void add(Fact fact);
};
/// With `materials` what was gathered too; without them the form and the applicant alone.
[[nodiscard]] Vocabulary vocabulary_of(const Matter& matter, const KnownCodes& known, bool materials);

/// A rule with its texts read and held against what they may name; unchanging.
struct CompiledRule {
    struct Input {
        std::string name;  // of the decision; empty for a line of FEEL
        feel::Expression expression;
    };
    std::shared_ptr<const Vocabulary> vocabulary;
    std::vector<Input> inputs;
    std::optional<feel::Expression> verdict;  // of a decision
    decisions::Library library;
};

enum class Wanted { flag, whole_number };

/// Reads the texts of `rule`; what is wrong becomes findings with file and line, and then there is no rule.
void compile(Rule& rule, const std::shared_ptr<const Vocabulary>& vocabulary, Wanted wanted,
             const decisions::Library& library, std::vector<Finding>& findings);

/// What a fact is worth, typed; null when the case does not know it.
[[nodiscard]] feel::Value value_of(const Fact& fact, const CaseFacts& facts, const feel::Value& form);

}  // namespace yici::matters
