#include "engines/rules/program.h"

namespace yici::rules {

using feel::Value;

Session::Session(Activation& activation)
    : activation_(activation),
      known_(activation.program->elements().size()),
      in_progress_(activation.program->elements().size(), false) {}

void Session::give(size_t element, Value value) {
    known_[element] = std::move(value);
}

Value Session::look_up_input(const Element& element) {
    const Input* found = nullptr;
    for (const Input& input : inputs_) {
        if (input.name != element.drg->variable.name && input.name != element.drg->name) continue;
        if (input.model_namespace == element.model->model_namespace) {
            found = &input;
            break;
        }
        if (input.model_namespace.empty() && found == nullptr) found = &input;
    }
    if (found == nullptr) return {};
    return conform(found->value, element.type.get(), activation_.run, Missing::becomes_null);
}

Frame Session::frame_of(size_t index) {
    const Element& element = activation_.program->elements()[index];
    Frame frame(element.slots);
    for (const Requirement& requirement : element.requirements) {
        Value value = value_of(requirement.element);
        if (requirement.member.empty()) {
            frame[requirement.slot] = std::move(value);
            continue;
        }
        const feel::Context* const held = frame[requirement.slot].context();
        feel::Context context = held != nullptr ? *held : feel::Context{};
        context.put(requirement.member, std::move(value));
        frame[requirement.slot] = Value(std::move(context));
    }
    return frame;
}

Value Session::value_of(size_t index) {
    if (known_[index]) return *known_[index];
    const Element& element = activation_.program->elements()[index];
    if (in_progress_[index]) {
        note(activation_.run, "rules.circular", element.drg->name);
        return {};
    }
    in_progress_[index] = true;
    Value value;
    switch (element.drg->kind) {
        case DrgElement::Kind::input:
            value = look_up_input(element);
            break;
        case DrgElement::Kind::decision: {
            const Descent descent(activation_.run);
            value = activation_.trace ? decide_traced(index) : decide(index);
            break;
        }
        case DrgElement::Kind::knowledge:
        case DrgElement::Kind::service:
            value = activation_.program->function_of(index, activation_.trace);
            break;
    }
    in_progress_[index] = false;
    known_[index] = value;
    return value;
}

Value Session::decide(size_t index) {
    const Element& element = activation_.program->elements()[index];
    if (!element.logic) {
        note(activation_.run, "rules.no_logic", element.drg->name);
        return {};
    }
    const Frame frame = frame_of(index);
    return conform(element.logic->evaluate(frame, activation_), element.type.get(), activation_.run);
}

Value Session::decide_traced(size_t index) {
    const auto& elements = activation_.program->elements();
    const Element& element = elements[index];
    // Those that it rests on are traced before it, so that they stand before it.
    for (const Requirement& requirement : element.requirements) (void)value_of(requirement.element);
    Trace& trace = *activation_.trace;
    const size_t place = trace.explanation.decisions.size();
    trace.explanation.decisions.push_back({element.drg->name, element.drg->question, {}, {}, {}, {}});
    trace.open.push_back(place);
    const size_t notes = activation_.run.notes.size();
    Value value = decide(index);
    trace.open.pop_back();
    DecisionTrace& traced = trace.explanation.decisions[place];
    traced.result = value;
    for (const Requirement& requirement : element.requirements) {
        const Element& other = elements[requirement.element];
        if (other.drg->kind == DrgElement::Kind::input || other.drg->kind == DrgElement::Kind::decision)
            traced.inputs.push_back({other.drg->variable.name, value_of(requirement.element)});
    }
    for (size_t i = notes; i < activation_.run.notes.size(); ++i)
        traced.notes.emplace_back(activation_.run.notes[i].key, activation_.run.notes[i].detail);
    return value;
}

}  // namespace yici::rules
