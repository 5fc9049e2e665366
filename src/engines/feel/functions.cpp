#include <algorithm>
#include <array>

#include "engines/feel/builtin.h"
#include "engines/feel/fold.h"
#include "engines/feel/tree.h"

namespace yici::feel {

namespace {

using Captured = std::shared_ptr<const std::vector<Value>>;

/// Takes the depth that a call of this body costs, and gives it back.
class Depth {
  public:
    Depth(Run& run, uint32_t body_depth) : run_(run), cost_(1 + static_cast<int>(body_depth / 16)) {
        if (run_.depth_left < cost_) throw Error(ErrorKind::rule_violated, "feel.too_deep");
        run_.depth_left -= cost_;
    }
    ~Depth() { run_.depth_left += cost_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

  private:
    Run& run_;
    int cost_;
};

Value closure(const std::shared_ptr<const Definition>& definition, const Captured& captured);

Value run_body(const std::shared_ptr<const Definition>& definition, const Captured& captured,
               std::span<const Value> arguments, Run& run) {
    if (arguments.size() != definition->parameters.size()) {
        note(run, definition->body->place(), "feel.wrong_arguments",
             std::to_string(arguments.size()) + " / " + std::to_string(definition->parameters.size()));
        return {};
    }
    const Depth depth(run, definition->body->depth());
    take_steps(run, 1 + definition->locals);
    std::vector<Value> locals(definition->locals);
    for (size_t i = 0; i < arguments.size(); ++i) {
        const TypePtr& type = definition->parameter_types[i];
        locals[i] = type ? coerce(arguments[i], *type) : arguments[i];
        if (locals[i].is_null() && !arguments[i].is_null())
            note(run, definition->body->place(), "feel.wrong_type", definition->parameters[i]);
    }
    for (size_t i = 0; i < captured->size(); ++i) locals[definition->capture_slots[i]] = (*captured)[i];
    if (definition->self_slot) locals[*definition->self_slot] = closure(definition, captured);
    Frame frame{{}, locals, run};
    Value scratch;
    Value result = definition->body->evaluate(frame, scratch);
    return result;
}

Value closure(const std::shared_ptr<const Definition>& definition, const Captured& captured) {
    Function function;
    function.parameters = definition->parameters;
    function.parameter_types = definition->parameter_types;
    function.result_type = definition->body->type();
    for (const Value& value : *captured) function.depth = std::max(function.depth, value.depth());
    function.call = [definition, captured](std::span<const Value> arguments, Run& run) {
        return run_body(definition, captured, arguments, run);
    };
    return function;
}

class FunctionOf final : public Node {
  public:
    FunctionOf(Definition definition, Place place)
        : Node(place), definition_(std::make_shared<const Definition>(std::move(definition))) {
        grow(definition_->body->depth());
        for (const NodePtr& captured : definition_->captured) grow(captured->depth());
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step(1 + static_cast<int64_t>(definition_->captured.size()));
        auto captured = std::make_shared<std::vector<Value>>();
        for (const NodePtr& node : definition_->captured) {
            Value held;
            captured->push_back(node->evaluate(frame, held));
        }
        return scratch = closure(definition_, captured);
    }
    TypePtr type() const override { return Type::function_of(definition_->parameter_types, definition_->body->type()); }

  private:
    std::shared_ptr<const Definition> definition_;
};

class External final : public Node {
  public:
    External(std::vector<std::string> parameters, Place place) : Node(place) {
        Function function;
        function.parameters = std::move(parameters);
        function.parameter_types.resize(function.parameters.size());
        function.call = [place](std::span<const Value> /*arguments*/, Run& run) {
            note(run, place, "feel.external_function", {});
            return Value();
        };
        value_ = Value(std::move(function));
    }
    const Value& evaluate(Frame& /*frame*/, Value& /*scratch*/) const override { return value_; }

  private:
    Value value_;
};

class BuiltinOf final : public Node {
  public:
    BuiltinOf(const Builtin& builtin, Place place) : Node(place), value_(builtin_value(builtin)) {}
    const Value& evaluate(Frame& /*frame*/, Value& /*scratch*/) const override { return value_; }

  private:
    Value value_;
};

class BuiltinCall final : public Node {
  public:
    BuiltinCall(const Builtin& builtin, std::vector<NodePtr> arguments, std::vector<std::string> names, Place place)
        : Node(place), builtin_(builtin), arguments_(std::move(arguments)), names_(std::move(names)) {
        for (const NodePtr& argument : arguments_) grow(argument->depth());
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        constexpr size_t kFew = 3;
        if (arguments_.size() > kFew) {
            std::vector<Value> held(arguments_.size());
            std::vector<const Value*> values(arguments_.size());
            return scratch = run(frame, held, values);
        }
        std::array<Value, kFew> held;
        std::array<const Value*, kFew> values{};
        return scratch = run(frame, held, std::span(values).first(arguments_.size()));
    }
    TypePtr type() const override { return builtin_.forms[0].result; }

  private:
    Value run(Frame& frame, std::span<Value> held, std::span<const Value*> values) const {
        frame.step(1 + static_cast<int64_t>(arguments_.size()));
        for (size_t i = 0; i < arguments_.size(); ++i) values[i] = &arguments_[i]->evaluate(frame, held[i]);
        return names_.empty() ? builtin_.call(values, frame.run, place())
                              : builtin_.call_named(values, names_, frame.run, place());
    }

    const Builtin& builtin_;
    std::vector<NodePtr> arguments_;
    std::vector<std::string> names_;
};

class ValueCall final : public Node {
  public:
    ValueCall(NodePtr callee, const Builtin* builtin, std::vector<NodePtr> arguments, std::vector<std::string> names,
              Place place)
        : Node(place),
          callee_(std::move(callee)),
          builtin_(builtin),
          arguments_(std::move(arguments)),
          names_(std::move(names)) {
        grow(callee_->depth());
        for (const NodePtr& argument : arguments_) grow(argument->depth());
    }
    const Value& evaluate(Frame& frame, Value& scratch) const override {
        frame.step(1 + static_cast<int64_t>(arguments_.size()));
        Value held_callee;
        const Value& callee = callee_->evaluate(frame, held_callee);
        std::vector<Value> arguments;
        arguments.reserve(arguments_.size());
        for (const NodePtr& argument : arguments_) {
            Value held;
            arguments.push_back(argument->evaluate(frame, held));
        }
        if (const Function* const function = callee.function()) return scratch = call(*function, arguments, frame);
        if (builtin_ == nullptr) {
            frame.note(place(), "feel.no_function", std::string(kind_name(callee.kind())));
            return scratch = Value();
        }
        std::vector<const Value*> pointers;
        for (const Value& argument : arguments) pointers.push_back(&argument);
        return scratch = names_.empty() ? builtin_->call(pointers, frame.run, place())
                                        : builtin_->call_named(pointers, names_, frame.run, place());
    }

  private:
    Value call(const Function& function, std::vector<Value>& arguments, Frame& frame) const {
        if (names_.empty()) return function.call(arguments, frame.run);
        if (function.call_named) {
            std::vector<std::pair<std::string, Value>> named;
            for (size_t i = 0; i < names_.size(); ++i) named.emplace_back(names_[i], std::move(arguments[i]));
            return function.call_named(named, frame.run);
        }
        std::vector<Value> ordered(function.parameters.size());
        for (size_t i = 0; i < names_.size(); ++i) {
            const auto at = std::find(function.parameters.begin(), function.parameters.end(), names_[i]);
            if (at == function.parameters.end() || names_.size() != function.parameters.size()) {
                frame.note(place(), "feel.wrong_arguments", names_[i]);
                return {};
            }
            ordered[static_cast<size_t>(at - function.parameters.begin())] = std::move(arguments[i]);
        }
        return function.call(ordered, frame.run);
    }

    NodePtr callee_;
    const Builtin* builtin_;
    std::vector<NodePtr> arguments_;
    std::vector<std::string> names_;
};

}  // namespace

NodePtr make_function(Definition definition, Place place) {
    return std::make_unique<FunctionOf>(std::move(definition), place);
}

NodePtr make_external(std::vector<std::string> parameters, Place place) {
    return std::make_unique<External>(std::move(parameters), place);
}

NodePtr make_builtin(const Builtin& builtin, Place place) {
    return std::make_unique<BuiltinOf>(builtin, place);
}

NodePtr make_call(NodePtr callee, const Builtin* builtin, std::vector<NodePtr> arguments,
                  std::vector<std::string> names, Place place) {
    if (callee)
        return std::make_unique<ValueCall>(std::move(callee), builtin, std::move(arguments), std::move(names), place);
    const bool constant = builtin->pure() && all_constant(arguments);
    NodePtr node = std::make_unique<BuiltinCall>(*builtin, std::move(arguments), std::move(names), place);
    return constant ? folded(std::move(node)) : std::move(node);
}

}  // namespace yici::feel
