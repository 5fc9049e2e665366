#include <algorithm>
#include <map>

#include "engines/feel/value_json.h"
#include "engines/rules/explanation.h"
#include "engines/rules/input_json.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "services/decisions/decisions.h"

namespace yici::decisions {

namespace {

using rules::DrgElement;

std::string_view id_of(const rules::Reference& reference) {
    return std::string_view(reference).substr(reference.find('#') + 1);
}

const DrgElement* element_of(const rules::Definitions& model, std::string_view id) {
    const auto found = std::ranges::find(model.elements, id, &DrgElement::id);
    return found == model.elements.end() ? nullptr : &*found;
}

void gather_inputs(const rules::Definitions& model, const DrgElement& of, std::vector<const DrgElement*>& seen) {
    const auto visit = [&](const std::vector<rules::Reference>& references) {
        for (const rules::Reference& reference : references) {
            const DrgElement* const element = element_of(model, id_of(reference));
            if (element == nullptr || std::ranges::find(seen, element) != seen.end()) continue;
            seen.push_back(element);
            gather_inputs(model, *element, seen);
        }
    };
    visit(of.required_inputs);
    visit(of.required_decisions);
}

/// What the rules that matched say of their ground: the annotations of the last decision.
std::string ground_of(const rules::Explanation& explanation) {
    std::vector<std::string> grounds;
    if (!explanation.decisions.empty()) {
        for (const rules::TableTrace& table : explanation.decisions.back().tables) {
            for (const rules::MatchTrace& match : table.matches) {
                for (const std::string& annotation : match.annotations) {
                    if (!trim(annotation).empty()) grounds.emplace_back(trim(annotation));
                }
            }
        }
    }
    return join(grounds, "；");
}

void refuse_same_ids(const Library& library, std::vector<Finding>& findings) {
    std::map<std::string, const Model*, std::less<>> seen;
    for (const Known& known : library.all()) {
        const auto [at, is_new] = seen.emplace(known.id(), known.model);
        if (is_new) continue;
        findings.push_back({known.model->checked.file.string(), known.decision->line, "decisions.twice",
                            known.id() + " (" + at->second->checked.file.filename().string() + ")"});
    }
}

}  // namespace

Library Library::load(const std::filesystem::path& pack, const Clock& clock, std::vector<Finding>& findings) {
    Library library;
    auto models = std::make_shared<std::vector<Model>>();
    for (rules::CheckedModel& checked : rules::check_decisions(pack / "decisions", clock, findings)) {
        std::string xml = read_file(checked.file);
        models->push_back({std::move(checked), std::move(xml)});
    }
    library.models_ = std::move(models);
    refuse_same_ids(library, findings);
    return library;
}

std::vector<Known> Library::all() const {
    std::vector<Known> all;
    for (const Model& model : *models_) {
        for (const DrgElement* decision : model.checked.model.elements(DrgElement::Kind::decision))
            all.push_back({decision, &model});
    }
    return all;
}

Known Library::find(std::string_view decision) const {
    const std::vector<Known> known = all();
    for (const Known& one : known) {
        if (one.id() == decision) return one;
    }
    Known found;
    for (const Known& one : known) {
        if (one.decision->name != decision) continue;
        if (found.decision != nullptr)
            throw Error(ErrorKind::conflict, "decisions.ambiguous", found.id() + ", " + one.id());
        found = one;
    }
    if (found.decision == nullptr) throw Error(ErrorKind::not_found, "rules.unknown_decision", std::string(decision));
    return found;
}

rules::Answer Library::answer(std::string_view decision, const feel::Context& inputs, const Clock& clock) const {
    const Known known = find(decision);
    feel::Run run(clock);
    return known.rules().evaluate(known.id(), rules::inputs_of(known.rules(), inputs), run, rules::Explain::yes);
}

std::vector<const DrgElement*> Library::inputs_of(const Known& known) {
    std::vector<const DrgElement*> elements;
    gather_inputs(known.rules().definitions(), *known.decision, elements);
    std::erase_if(elements, [](const DrgElement* element) { return element->kind != DrgElement::Kind::input; });
    return elements;
}

feel::Value Library::decide(std::string_view decision, const feel::Context& variables, feel::Run& run,
                            process::Decided& told) const {
    const Known known = find(decision);
    const auto inputs = rules::inputs_of(known.rules(), variables);
    rules::Answer answer = known.rules().evaluate(known.id(), inputs, run, rules::Explain::yes);
    feel::Context asked;
    for (const DrgElement* input : inputs_of(known)) {
        if (const feel::Value* value = variables.find(input->name); value != nullptr) asked.put(input->name, *value);
    }
    told.decision = known.id();
    told.inputs = feel::to_json(asked);
    told.answer = feel::to_json(answer.value);
    told.ground = ground_of(*answer.explanation);
    told.why_zh = answer.explanation->to_text(Language::zh);
    told.why_en = answer.explanation->to_text(Language::en);
    return std::move(answer.value);
}

}  // namespace yici::decisions
