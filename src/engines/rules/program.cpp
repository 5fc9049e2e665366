#include "engines/rules/program.h"

#include <algorithm>
#include <functional>

#include "engines/rules/compiler.h"

namespace yici::rules {

using feel::Value;

/// Resolves references between elements, gives every element its names and compiles its logic.
class Linker {
  public:
    Linker(Program& program, std::vector<Finding>& findings)
        : program_(program), models_(models_of(program)), types_(models_, findings), findings_(findings) {}

    void link() {
        Compiler compiler(types_, members_of(models_, findings_), findings_);
        for (const Definitions* model : models_) {
            check_imports(*model);
            for (const DrgElement& drg : model->elements) {
                by_id_.emplace(model->model_namespace + "#" + drg.id, program_.elements_.size());
                Element element;
                element.model = model;
                element.drg = &drg;
                program_.elements_.push_back(std::move(element));
            }
        }
        for (Element& element : program_.elements_) {
            // The type of a function says what it yields.
            element.type = types_.find(*element.model, element.drg->variable.type, element.drg->line);
            if (element.type && element.type->shape->kind == feel::Type::Kind::function)
                element.type = yielded(*element.type);
        }
        for (size_t i = 0; i < program_.elements_.size(); ++i) link(i, compiler);
        find_circles();
    }

  private:
    static std::vector<const Definitions*> models_of(const Program& program) {
        std::vector<const Definitions*> models;
        for (const Document& document : program.documents()) models.push_back(&document.definitions());
        return models;
    }

    static DataTypePtr yielded(const DataType& function) {
        if (!function.shape->result || function.shape->result->kind == feel::Type::Kind::any) return nullptr;
        auto type = std::make_shared<DataType>();
        type->name = function.name;
        type->shape = function.shape->result;
        return type;
    }

    void check_imports(const Definitions& model) {
        for (const Import& import : model.imports) {
            if (!is_dmn_namespace(import.type)) continue;  // PMML and XSD are not read
            const bool known = std::any_of(models_.begin(), models_.end(), [&](const Definitions* other) {
                return other->model_namespace == import.model_namespace;
            });
            if (!known) findings_.push_back({model.file, import.line, "rules.import_missing", import.model_namespace});
        }
    }

    std::optional<size_t> resolve(const Element& from, const Reference& reference) {
        const size_t hash = reference.rfind('#');
        const std::string space =
            hash == 0 || hash == std::string::npos ? from.model->model_namespace : reference.substr(0, hash);
        const std::string id = hash == std::string::npos ? reference : reference.substr(hash + 1);
        const auto found = by_id_.find(space + "#" + id);
        if (found != by_id_.end()) return found->second;
        findings_.push_back(
            {from.model->file, from.drg->line, "rules.unknown_reference", from.drg->name + ": " + reference});
        return std::nullopt;
    }

    std::vector<size_t> resolve(const Element& from, const std::vector<Reference>& references) {
        std::vector<size_t> found;
        for (const Reference& reference : references) {
            if (const auto element = resolve(from, reference)) found.push_back(*element);
        }
        return found;
    }

    /// The name under which another model's elements are seen; empty for those that are seen directly.
    static std::string import_name(const Element& from, const Element& to) {
        if (from.model == to.model) return {};
        for (const Import& import : from.model->imports) {
            if (import.model_namespace == to.model->model_namespace) return import.name;
        }
        return {};
    }

    void link(size_t index, Compiler& compiler) {
        Element& element = program_.elements_[index];
        const DrgElement& drg = *element.drg;
        if (drg.kind == DrgElement::Kind::service) {
            element.outputs = resolve(element, drg.output_decisions);
            element.parameters = resolve(element, drg.input_data);
            for (const size_t input : resolve(element, drg.input_decisions)) element.parameters.push_back(input);
            return;
        }
        Scope scope;
        scope.names = compiler.no_names();
        scope.model = element.model;
        scope.types = &known_types(*element.model);
        scope.owner = drg.name;
        for (const auto* references : {&drg.required_inputs, &drg.required_decisions, &drg.required_knowledge}) {
            for (const size_t other : resolve(element, *references)) require(element, other, scope);
        }
        if (drg.kind == DrgElement::Kind::knowledge && !scope.names.find(drg.variable.name))
            require(element, index, scope);  // so that it can call itself
        element.slots = scope.names.size();
        if (drg.kind == DrgElement::Kind::input) return;
        if (!drg.logic) findings_.push_back({element.model->file, drg.line, "rules.no_logic", drg.name});
        element.logic = compiler.compile(drg.logic.get(), scope);
    }

    const feel::Types& known_types(const Definitions& model) {
        const auto found = known_types_.find(&model);
        return found != known_types_.end() ? found->second
                                           : known_types_.emplace(&model, types_.known_to(model)).first->second;
    }

    void require(Element& element, size_t other_index, Scope& scope) {
        const Element& other = program_.elements_[other_index];
        const std::string& name = other.drg->variable.name;
        const std::string import = import_name(element, other);
        if (import.empty()) {
            element.requirements.push_back({scope.names.add(name), other_index, ""});
        } else {
            element.requirements.push_back({scope.names.add(import, {name}), other_index, name});
        }
    }

    /// A walk without recursion, since a chain of decisions may be as long as a file.
    void find_circles() {
        enum class State : uint8_t { unseen, open, done };
        std::vector<State> states(program_.elements_.size(), State::unseen);
        for (size_t start = 0; start < states.size(); ++start) {
            if (states[start] != State::unseen) continue;
            std::vector<std::pair<size_t, size_t>> path{{start, 0}};  // an element and its next requirement
            states[start] = State::open;
            while (!path.empty()) {
                const size_t index = path.back().first;
                Element& element = program_.elements_[index];
                if (path.back().second == element.requirements.size()) {
                    states[index] = State::done;
                    path.pop_back();
                    continue;
                }
                const size_t next = element.requirements[path.back().second++].element;
                if (program_.elements_[next].drg->kind != DrgElement::Kind::decision) continue;
                if (states[next] == State::open) {
                    findings_.push_back({element.model->file, element.drg->line, "rules.circular", element.drg->name});
                } else if (states[next] == State::unseen) {
                    states[next] = State::open;
                    path.emplace_back(next, 0);
                }
            }
        }
    }

    Program& program_;
    std::vector<const Definitions*> models_;
    TypeTable types_;
    std::vector<Finding>& findings_;
    std::map<std::string, size_t> by_id_;
    std::map<const Definitions*, feel::Types> known_types_;
};

Program::Program(std::vector<Document> documents, std::vector<Finding>& findings) : documents_(std::move(documents)) {
    Linker(*this, findings).link();
}

std::optional<size_t> Program::find(std::string_view name, std::optional<DrgElement::Kind> kind) const {
    std::optional<size_t> found;
    for (size_t i = 0; i < elements_.size(); ++i) {
        const DrgElement& drg = *elements_[i].drg;
        if (kind && drg.kind != *kind) continue;
        if (drg.name != name && drg.id != name && drg.variable.name != name) continue;
        if (elements_[i].model == &main()) return i;
        if (!found) found = i;
    }
    return found;
}

Value Program::function_of(size_t index, const std::shared_ptr<Trace>& trace) const {
    const Element& element = elements_[index];
    feel::Function function;
    if (element.drg->kind == DrgElement::Kind::service) {
        for (const size_t parameter : element.parameters) {
            function.parameters.push_back(elements_[parameter].drg->variable.name);
            const auto& type = elements_[parameter].type;
            function.parameter_types.push_back(type ? type->shape : nullptr);
        }
    } else if (const auto* const logic = dynamic_cast<const FunctionNode*>(element.logic.get())) {
        function = logic->signature();
    } else if (element.logic) {
        const ManualClock clock{Instant{}};
        feel::Run none(clock, 1);
        Activation activation{none, nullptr, nullptr};
        return element.logic->evaluate({}, activation);  // an external function holds nothing
    } else {
        return {};
    }
    function.result_type = element.type ? element.type->shape : nullptr;
    function.call = [program = shared_from_this(), index, trace](std::span<const Value> arguments, feel::Run& run) {
        Activation activation{run, program, trace};
        return program->call(index, arguments, activation);
    };
    return function;
}

Value Program::call(size_t index, std::span<const Value> arguments, Activation& activation) const {
    const Element& element = elements_[index];
    Session session(activation);
    if (element.drg->kind == DrgElement::Kind::knowledge) {
        const Frame frame = session.frame_of(index);
        const auto& logic = dynamic_cast<const FunctionNode&>(*element.logic);
        return conform(logic.call(frame, arguments, activation), element.type.get(), activation.run);
    }
    const Descent descent(activation.run);
    if (arguments.size() != element.parameters.size()) {
        note(activation.run, "rules.wrong_arguments",
             std::to_string(arguments.size()) + " of " + std::to_string(element.parameters.size()));
        return {};
    }
    for (size_t i = 0; i < arguments.size(); ++i) {
        Value value = conform(arguments[i], elements_[element.parameters[i]].type.get(), activation.run);
        if (value.is_null() && !arguments[i].is_null()) return {};
        session.give(element.parameters[i], std::move(value));
    }
    if (element.outputs.size() == 1)
        return conform(session.value_of(element.outputs.front()), element.type.get(), activation.run);
    feel::Context context;
    for (const size_t output : element.outputs)
        context.put(elements_[output].drg->variable.name, session.value_of(output));
    return conform(context, element.type.get(), activation.run);
}

}  // namespace yici::rules
