#include <algorithm>

#include "engines/rules/node.h"
#include "engines/rules/program.h"

namespace yici::rules {

using feel::Value;

feel::Function FunctionNode::signature() const {
    feel::Function function;
    for (const Parameter& parameter : parameters_) {
        function.parameters.push_back(parameter.name);
        function.parameter_types.push_back(parameter.type ? parameter.type->shape : nullptr);
    }
    function.result_type = result_ ? result_->shape : nullptr;
    return function;
}

Value FunctionNode::call(const Frame& around, std::span<const Value> arguments, Activation& activation) const {
    const Descent descent(activation.run);
    if (arguments.size() != parameters_.size()) {
        note(activation.run, "rules.wrong_arguments",
             std::to_string(arguments.size()) + " of " + std::to_string(parameters_.size()));
        return {};
    }
    Frame inner = around;
    inner.resize(std::max(inner.size(), slots_));
    for (size_t i = 0; i < arguments.size(); ++i) {
        Value value = conform(arguments[i], parameters_[i].type.get(), activation.run);
        if (value.is_null() && !arguments[i].is_null()) return {};
        inner[parameters_[i].slot] = std::move(value);
    }
    if (!body_) return {};
    return conform(body_->evaluate(inner, activation), result_.get(), activation.run);
}

Value FunctionNode::evaluate(const Frame& frame, Activation& activation) const {
    feel::Function function = signature();
    function.call = [this, frame, program = activation.program, trace = activation.trace](
                        std::span<const Value> arguments, feel::Run& run) {
        Activation inner{run, program, trace};
        return call(frame, arguments, inner);
    };
    for (const Value& held : frame) function.depth = std::max(function.depth, held.depth());
    return function;
}

Value ExternalNode::evaluate(const Frame&, Activation&) const {
    feel::Function function;
    function.parameters = parameters_;
    function.call = [kind = kind_](std::span<const Value>, feel::Run& run) {
        note(run, "rules.external_function", kind);
        return Value();
    };
    return function;
}

Value InvocationNode::evaluate(const Frame& frame, Activation& activation) const {
    const Value called = function_ ? function_->evaluate(frame, activation) : Value();
    const feel::Function* const function = called.function();
    if (function == nullptr) {
        note(activation.run, "rules.no_function", std::string(feel::kind_name(called.kind())));
        return {};
    }
    std::vector<std::pair<std::string, Value>> named;
    for (const Argument& argument : arguments_)
        named.emplace_back(argument.name, argument.value ? argument.value->evaluate(frame, activation) : Value());
    const Descent descent(activation.run);
    if (function->call_named) return function->call_named(named, activation.run);
    std::vector<Value> arguments(function->parameters.size());
    for (auto& [name, value] : named) {
        const auto found = std::find(function->parameters.begin(), function->parameters.end(), name);
        if (found == function->parameters.end()) {
            note(activation.run, "rules.unknown_parameter", name);
            return {};
        }
        arguments[static_cast<size_t>(found - function->parameters.begin())] = std::move(value);
    }
    return function->call(arguments, activation.run);
}

}  // namespace yici::rules
