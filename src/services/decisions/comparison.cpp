#include "services/decisions/comparison.h"

#include "engines/rules/input_json.h"

namespace yici::decisions {

namespace {

constexpr int64_t kSteps = 200'000'000;  // of all situations together

rules::Answer answer_of(const rules::Decisions& model, const std::string& decision, const Situation& situation,
                        int64_t& steps, rules::Explain explain) {
    const ManualClock clock(situation.at);
    feel::Run run(clock, std::min<int64_t>(steps, 1'000'000));
    const int64_t before = run.steps_left;
    try {
        rules::Answer answer = model.evaluate(decision, rules::inputs_of(model, situation.inputs), run, explain);
        steps -= before - run.steps_left;
        return answer;
    } catch (const Error& error) {
        if (error.key() != "feel.budget_spent") throw;
        throw Error(ErrorKind::rule_violated, "decisions.too_costly");
    }
}

}  // namespace

rules::Decisions compile_changed(const Library& library, const Known& known, const std::string& xml) {
    std::vector<Finding> findings;
    std::vector<Finding> of_others;
    std::vector<rules::Document> documents;
    documents.push_back(rules::Document::parse(xml, known.model->checked.file.filename().string(), findings));
    for (const Model& other : library.models()) {
        if (&other != known.model)
            documents.push_back(rules::Document::parse(other.xml, other.checked.file.string(), of_others));
    }
    rules::Decisions changed = rules::Decisions::compile(std::move(documents), findings);
    if (!findings.empty()) {
        std::string faults;
        for (const Finding& finding : findings)
            faults += (faults.empty() ? "" : "; ") + finding.to_string(Language::zh);
        throw Error(ErrorKind::invalid_input, "decisions.model_faulty", faults);
    }
    if (!changed.has_decision(known.id()))
        throw Error(ErrorKind::invalid_input, "decisions.other_decision", known.id());
    return changed;
}

std::vector<Changed> compare(const Known& known, const rules::Decisions& changed,
                             const std::vector<Situation>& situations) {
    int64_t steps = kSteps;
    std::vector<Changed> found;
    for (size_t i = 0; i < situations.size(); ++i) {
        const auto both = [&](rules::Explain explain) {
            return Changed{i, answer_of(known.rules(), known.id(), situations[i], steps, explain),
                           answer_of(changed, known.id(), situations[i], steps, explain)};
        };
        const Changed one = both(rules::Explain::no);
        if (!(one.before.value == one.after.value)) found.push_back(both(rules::Explain::yes));
    }
    return found;
}

}  // namespace yici::decisions
