#include <algorithm>

#include "engines/feel/unknown_names.h"
#include "services/matters/rule.h"

namespace yici::matters {

namespace {

using records::DataType;
using rules::DrgElement;

constexpr size_t kSamples = 36;  // runs over typical values, spread over the facts

feel::Value sample(DataType type, size_t which) {
    switch (type) {
        case DataType::integer:
        case DataType::number:
            return feel::Number(std::array{0, 18, 100'000}[which % 3]);
        case DataType::date:
            return feel::parse_date(std::array{"1938-06-01", "2000-02-29", "2018-06-01"}[which % 3]).value();
        case DataType::flag:
            return which % 2 == 0;
        case DataType::text:
        case DataType::code:
            break;
    }
    return std::array{"甲", "330106", ""}[which % 3];
}

feel::Value sample(const rules::DataType* type, size_t which) {
    if (type == nullptr) return {};
    if (const auto& allowed = rules::allowed_values(type); !allowed.empty()) return allowed[which % allowed.size()];
    switch (type->shape->kind) {
        case feel::Type::Kind::boolean:
            return sample(DataType::flag, which);
        case feel::Type::Kind::number:
            return sample(DataType::number, which);
        case feel::Type::Kind::string:
            return sample(DataType::text, which);
        case feel::Type::Kind::date:
            return sample(DataType::date, which);
        case feel::Type::Kind::context: {
            feel::Context context;
            for (const auto& [name, field] : type->fields) context.put(name, sample(field.get(), which));
            return context;
        }
        default:
            return {};
    }
}

/// What stands in quotes in a text: the values that it tells apart.
std::vector<std::string> literals_of(const std::string& text) {
    std::vector<std::string> literals;
    for (size_t open = text.find('"'); open != std::string::npos;) {
        const size_t close = text.find('"', open + 1);
        if (close == std::string::npos) break;
        literals.push_back(text.substr(open + 1, close - open - 1));
        open = text.find('"', close + 1);
    }
    return literals;
}

feel::Value sample_of(DataType type, size_t which, const std::vector<std::string>& named) {
    const bool is_text = type == DataType::text || type == DataType::code;
    if (!is_text || named.empty() || which % 2 == 0) return sample(type, which);
    return named[which / 2 % named.size()];
}

/// One text of a rule, with where faults in it are told.
class Compiler {
  public:
    Compiler(const Rule& rule, std::vector<Finding>& findings) : rule_(rule), findings_(findings) {}

    std::optional<feel::Expression> parse(const RuleText& text, const feel::Names& names) {
        try {
            const auto unknown = feel::unknown_names(text.text, names);
            for (const feel::Fault& fault : unknown) tell(text, fault.key, fault.line, fault.column, fault.detail);
            if (!unknown.empty()) return std::nullopt;
            return feel::Expression::parse(text.text, names);
        } catch (const feel::SyntaxError& error) {
            tell(text, error.key(), error.fault().line, error.fault().column, error.fault().detail);
            return std::nullopt;
        }
    }

    /// Runs the text over typical values of every fact, those that it names itself among them: what FEEL answers with
    /// null for its types is a fault, and so is a value that `fits` refuses.
    template <typename Fits>
    void try_out(const RuleText& text, const feel::Expression& expression, const std::vector<Fact>& facts,
                 const Fits& fits) {
        const ManualClock clock(Instant{});
        const std::vector<std::string> named = literals_of(text.text);
        for (size_t run_number = 0; run_number < kSamples; ++run_number) {
            std::vector<feel::Value> values;
            for (size_t i = 0; i < facts.size(); ++i)
                values.push_back(sample_of(facts[i].type, run_number / (1 + i % 4) + i * 2, named));
            feel::Run run(clock, 100'000);
            const feel::Value value = expression.evaluate(values, run);
            if (!run.notes.empty()) {
                const feel::Fault& note = run.notes.front();
                return tell(text, note.key, note.line, note.column, note.detail);
            }
            if (!value.is_null() && !fits(value)) return tell(text, "matters.rule_wrong_type", 1, 1, value.to_string());
        }
    }

    void tell(const RuleText& text, const std::string& key, int line, int column, const std::string& detail) {
        good_ = false;
        findings_.push_back(
            {rule_.file, text.line + line - 1, key,
             std::to_string(line) + ":" + std::to_string(column) + (detail.empty() ? "" : " ") + detail});
    }
    void tell(int line, const std::string& key, const std::string& detail) {
        good_ = false;
        findings_.push_back({rule_.file, line, key, detail});
    }
    [[nodiscard]] bool good() const { return good_; }

  private:
    const Rule& rule_;
    std::vector<Finding>& findings_;
    bool good_ = true;
};

bool is_wanted(const feel::Value& value, Wanted wanted) {
    return wanted == Wanted::flag ? value.boolean() != nullptr : value.number() != nullptr;
}

void compile_decision(const Rule& rule, const decisions::Known& known, Wanted wanted, CompiledRule& made,
                      Compiler& compiler) {
    std::vector<const DrgElement*> open = decisions::Library::inputs_of(known);
    for (const auto& [name, text] : rule.inputs) {
        const auto asked = std::ranges::find(open, name, &DrgElement::name);
        if (asked == open.end()) {
            compiler.tell(text.line, "matters.rule_input_unknown", name);
            continue;
        }
        open.erase(asked);
        auto expression = compiler.parse(text, made.vocabulary->names);
        if (!expression) continue;
        const auto type = known.rules().type_of(name);
        compiler.try_out(text, *expression, made.vocabulary->facts, [&](const feel::Value& value) {
            return type == nullptr || feel::is_instance(value, *type->shape);
        });
        made.inputs.push_back({name, std::move(*expression)});
    }
    for (const DrgElement* missing : open) compiler.tell(rule.line, "matters.rule_input_missing", missing->name);

    const auto type = known.rules().type_of(known.decision->name);
    feel::Names names;
    std::vector<std::string> members;
    if (type != nullptr) {
        for (const auto& [name, field] : type->fields) members.push_back(name);
    }
    (void)names.add("answer", members);
    made.verdict = compiler.parse(rule.verdict, names);
    if (!made.verdict || type == nullptr) return;
    const ManualClock clock(Instant{});
    for (size_t which = 0; which < kSamples; ++which) {
        const feel::Value answer = sample(type.get(), which);
        if (answer.is_null()) continue;
        feel::Run run(clock, 100'000);
        const feel::Value value = made.verdict->evaluate(std::span(&answer, 1), run);
        if (!run.notes.empty() || !is_wanted(value, wanted))
            return compiler.tell(rule.verdict, run.notes.empty() ? "matters.rule_wrong_type" : run.notes[0].key, 1, 1,
                                 answer.to_string());
    }
}

}  // namespace

void compile(Rule& rule, const std::shared_ptr<const Vocabulary>& vocabulary, Wanted wanted,
             const decisions::Library& library, std::vector<Finding>& findings) {
    if (!rule.present()) return;
    Compiler compiler(rule, findings);
    auto made = std::make_shared<CompiledRule>(CompiledRule{vocabulary, {}, std::nullopt, library});
    if (rule.decision.empty()) {
        if (auto expression = compiler.parse(rule.feel, vocabulary->names)) {
            compiler.try_out(rule.feel, *expression, vocabulary->facts,
                             [&](const feel::Value& value) { return is_wanted(value, wanted); });
            made->inputs.push_back({"", std::move(*expression)});
        }
    } else {
        try {
            compile_decision(rule, library.find(rule.decision), wanted, *made, compiler);
        } catch (const Error& error) {
            compiler.tell(rule.line, error.key(), error.detail());
        }
    }
    if (compiler.good()) rule.compiled = std::move(made);
}

}  // namespace yici::matters
