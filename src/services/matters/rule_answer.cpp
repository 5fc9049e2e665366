#include <algorithm>
#include <set>

#include "engines/feel/value_json.h"
#include "foundation/base/text.h"
#include "services/matters/rule.h"

namespace yici::matters {

namespace {

/// The facts that a rule reads, with their values in this case.
struct Read {
    std::vector<feel::Value> values;  // by slot
    std::vector<size_t> slots;        // that are read, each once
};

Read read(const CompiledRule& rule, const CaseFacts& facts) {
    const feel::Value form = feel::from_json(facts.form.empty() ? "{}" : facts.form);
    std::set<size_t> slots;
    for (const CompiledRule::Input& input : rule.inputs)
        slots.insert(input.expression.reads().begin(), input.expression.reads().end());
    Read found{std::vector<feel::Value>(rule.vocabulary->facts.size()), {slots.begin(), slots.end()}};
    for (const size_t slot : found.slots) found.values[slot] = value_of(rule.vocabulary->facts[slot], facts, form);
    return found;
}

std::string shown(const feel::Value& value, Language language) {
    const bool zh = language == Language::zh;
    if (value.is_null()) return zh ? "空" : "nothing";
    if (const bool* flag = value.boolean()) return zh ? (*flag ? "是" : "否") : (*flag ? "yes" : "no");
    if (const std::string* text = value.string()) return *text;
    if (const feel::Date* date = value.date()) return feel::to_string(*date);
    return value.to_string();
}

std::string title_of(const Fact& fact, Language language) {
    return language == Language::zh || fact.title_en.empty() ? fact.title : fact.title_en;
}

/// "户籍地址为 …，申请人周岁为 …"
std::string told(const CompiledRule& rule, const Read& read, Language language) {
    const bool zh = language == Language::zh;
    std::string text;
    for (const size_t slot : read.slots) {
        text += (text.empty() ? ""
                 : zh         ? "，"
                              : ", ") +
                title_of(rule.vocabulary->facts[slot], language) + (zh ? "为 " : " is ") +
                shown(read.values[slot], language);
    }
    return text;
}

std::string missing(const CompiledRule& rule, const Read& read, Language language) {
    std::string text;
    for (const size_t slot : read.slots) {
        if (read.values[slot].is_null())
            text += (text.empty()               ? ""
                     : language == Language::zh ? "、"
                                                : ", ") +
                    title_of(rule.vocabulary->facts[slot], language);
    }
    return text;
}

feel::Value by_decision(const Rule& rule, const Read& read, const Clock& clock, RuleAnswer& answer) {
    const CompiledRule& compiled = *rule.compiled;
    feel::Run run(clock);
    feel::Context inputs;
    for (const CompiledRule::Input& input : compiled.inputs)
        inputs.put(input.name, input.expression.evaluate(read.values, run));
    process::Decided told;
    const feel::Value found = compiled.library.decide(rule.decision, inputs, run, told);
    answer.decision = std::move(told.decision);
    answer.inputs = std::move(told.inputs);
    answer.value = std::move(told.answer);
    answer.why_zh = std::move(told.why_zh);
    answer.why_en = std::move(told.why_en);
    answer.reason_zh = answer.reason_en = told.ground;
    // `answer = "…"` of no answer would be false, and no answer is no refusal.
    return found.is_null() ? feel::Value() : compiled.verdict->evaluate(std::span(&found, 1), run);
}

feel::Value by_feel(const Rule& rule, const Read& read, const Clock& clock, RuleAnswer& answer) {
    const CompiledRule& compiled = *rule.compiled;
    feel::Run run(clock);
    feel::Value value = compiled.inputs.front().expression.evaluate(read.values, run);
    feel::Context inputs;
    for (const size_t slot : read.slots) inputs.put(compiled.vocabulary->facts[slot].name, read.values[slot]);
    answer.inputs = feel::to_json(inputs);
    answer.value = feel::to_json(value);
    answer.why_zh = "规则：" + rule.feel.text + "\n根据：" + told(compiled, read, Language::zh) + "。\n结果：" +
                    shown(value, Language::zh) + "。\n";
    answer.why_en = "Rule: " + rule.feel.text + "\nFrom: " + told(compiled, read, Language::en) +
                    ".\nResult: " + shown(value, Language::en) + ".\n";
    answer.reason_zh = rule.because;
    answer.reason_en = rule.because_en.empty() ? rule.because : rule.because_en;
    return value;
}

struct Answered {
    feel::Value value;
    RuleAnswer answer;
};

std::optional<Answered> answered(const Rule& rule, const CaseFacts& facts, const Clock& clock) {
    if (!rule.compiled) return std::nullopt;
    const Read values = read(*rule.compiled, facts);
    Answered made;
    made.value = rule.decision.empty() ? by_feel(rule, values, clock, made.answer)
                                       : by_decision(rule, values, clock, made.answer);
    if (!made.value.is_null()) return made;
    made.answer.outcome = "unknown";
    const std::string zh = missing(*rule.compiled, values, Language::zh);
    made.answer.reason_zh = zh.empty() ? "规则没有给出结果" : "还不知道：" + zh;
    made.answer.reason_en =
        zh.empty() ? "The rule gave no answer" : "Not known yet: " + missing(*rule.compiled, values, Language::en);
    return made;
}

}  // namespace

std::optional<RuleAnswer> eligibility(const Matter& matter, const CaseFacts& facts, const Clock& clock) {
    auto made = answered(matter.eligibility, facts, clock);
    if (!made) return std::nullopt;
    if (const bool* holds = made->value.boolean()) {
        made->answer.outcome = *holds ? "eligible" : "not_eligible";
        const bool of_rule = !matter.eligibility.decision.empty() && !made->answer.reason_zh.empty();
        if (*holds && !of_rule) made->answer.reason_zh = "符合办理条件";
        if (*holds && !of_rule) made->answer.reason_en = "The conditions are met";
    }
    return std::move(made->answer);
}

std::optional<RuleAnswer> fee(const Matter& matter, const CaseFacts& facts, const Clock& clock) {
    auto made = answered(matter.fee, facts, clock);
    if (!made) return std::nullopt;
    if (made->value.is_null()) return std::move(made->answer);
    const auto fen = parse_integer(made->value.to_string());
    const bool good = fen && *fen >= 0;
    made->answer.outcome = good ? std::to_string(*fen) : "unknown";
    if (!good) made->answer.reason_zh = "规则给出的金额不是整数分";
    if (!good) made->answer.reason_en = "The amount that the rule gave is no whole number of fen";
    return std::move(made->answer);
}

bool is_needed(const Material& material, const CaseFacts& facts, const Clock& clock) {
    const auto made = answered(material.when, facts, clock);
    return !made || made->value.boolean() == nullptr || *made->value.boolean();
}

}  // namespace yici::matters
