#include <algorithm>
#include <set>

#include "services/procedures/procedures_state.h"

namespace yici::procedures {

namespace {

using process::Element;
using Names = std::set<std::string, std::less<>>;

/// Names that the model gives itself: what it declares, what its elements yield, and what a task without a form is
/// told.
Names given_by(const process::Model& model, const forms::Forms& forms) {
    Names names(model.variables.begin(), model.variables.end());
    for (const Element& element : model.elements) {
        if (!element.result.empty()) names.insert(element.result);
        if (element.loop) names.insert({element.loop->item, element.loop->results, "loopCounter"});
        for (const process::Mapping& mapping : element.outputs) names.insert(mapping.target);
        if (element.type != process::ElementType::user_task || !element.outputs.empty()) continue;
        const forms::Form* form = forms.find(element.form);
        if (element.form.empty()) names.insert({"granted", "opinion"});
        if (form == nullptr) continue;
        for (const forms::Field& field : form->fields()) names.insert(field.name);
    }
    return names;
}

}  // namespace

void check_forms(const std::string& file, const process::Model& model, const forms::Forms& forms,
                 std::vector<Finding>& findings) {
    const Names given = given_by(model, forms);
    for (const Element& element : model.elements) {
        if (element.type != process::ElementType::user_task || element.form.empty()) continue;
        const forms::Form* form = forms.find(element.form);
        if (form == nullptr) {
            findings.push_back({file, element.line, "forms.unknown_form", element.id + ": " + element.form});
            continue;
        }
        for (const process::Mapping& mapping : element.outputs) {
            for (const std::string& name : mapping.source.reads()) {
                const bool known =
                    given.contains(name) || std::ranges::count(form->fields(), name, &forms::Field::name) > 0;
                if (!known)
                    findings.push_back({file, element.line, "procedures.output_unknown",
                                        element.id + ": " + name + " (" + element.form + ")"});
            }
        }
    }
}

}  // namespace yici::procedures
