#include "engines/rules/types.h"

#include <algorithm>

#include "foundation/base/text.h"

namespace yici::rules {

namespace {

using feel::Type;
using feel::Value;

const std::vector<Value> kNoValues;
constexpr size_t kDeepestType = 200;  // types that rest on each other

/// A value in the shape, fields and elements converted too; none where it does not conform.
std::optional<Value> shaped(const Value& value, const DataType& type, Missing missing) {
    if (value.is_null()) return value;
    const feel::List* const list = value.list();
    if (type.shape->kind == Type::Kind::list) {
        if (!type.element) return list != nullptr ? value : Value(feel::List{value});
        feel::List out;
        const feel::List single{value};
        for (const Value& element : list != nullptr ? *list : single) {
            auto kept = shaped(element, *type.element, missing);
            if (!kept) return std::nullopt;
            out.push_back(std::move(*kept));
        }
        return Value(std::move(out));
    }
    if (type.shape->kind != Type::Kind::any && list != nullptr && list->size() == 1)
        return shaped(list->front(), type, missing);
    if (type.fields.empty() || value.context() == nullptr) {
        Value kept = feel::coerce(value, *type.shape);
        return kept.is_null() ? std::nullopt : std::optional<Value>(std::move(kept));
    }
    feel::Context out = *value.context();
    for (const auto& [name, field] : type.fields) {
        const Value* const entry = out.find(name);
        if (entry == nullptr && missing == Missing::refused) return std::nullopt;
        if (entry == nullptr) {
            out.put(name, Value());
        } else if (field) {
            auto kept = shaped(*entry, *field, missing);
            if (!kept) return std::nullopt;
            out.put(name, std::move(*kept));
        }
    }
    return Value(std::move(out));
}

/// Whether what the type demands beyond its shape holds; `named` is where it does not.
bool allowed(const Value& value, const DataType& type, feel::Run& run, std::string& named) {
    if (value.is_null()) return true;
    named = type.name;
    if (type.constraint && type.constraint->test(value, {}, run) != true) return false;
    const feel::List* const list = value.list();
    const bool collection = type.shape->kind == Type::Kind::list && list != nullptr;
    if (type.allowed) {
        const feel::List single{value};
        for (const Value& one : collection ? *list : single) {
            if (type.allowed->test(one, {}, run) != true) return false;
        }
    }
    if (type.base && !allowed(value, *type.base, run, named)) return false;
    if (collection && type.element) {
        for (const Value& one : *list) {
            if (!allowed(one, *type.element, run, named)) return false;
        }
    }
    if (const feel::Context* const context = value.context()) {
        for (const auto& [name, field] : type.fields) {
            const Value* const entry = context->find(name);
            if (entry != nullptr && field && !allowed(*entry, *field, run, named)) return false;
        }
    }
    return true;
}

}  // namespace

const std::vector<Value>& allowed_values(const DataType* type) {
    for (; type != nullptr; type = type->base.get()) {
        if (!type->allowed_values.empty()) return type->allowed_values;
    }
    return kNoValues;
}

const feel::Expression* allowed_tests(const DataType* type) {
    for (; type != nullptr; type = type->base.get()) {
        if (type->allowed) return &*type->allowed;
        if (type->constraint) return &*type->constraint;
    }
    return nullptr;
}

void note(feel::Run& run, std::string key, std::string detail) {
    run.notes.push_back({0, 0, std::move(key), std::move(detail)});
}

Value conform(const Value& value, const DataType* type, feel::Run& run, Missing missing) {
    if (type == nullptr || value.is_null()) return value;
    // Every value within is looked at, as often as it is reached.
    const uint64_t weight = value.weight();
    if (run.steps_left < 0 || weight > static_cast<uint64_t>(run.steps_left))
        throw Error(ErrorKind::rule_violated, "feel.budget_spent");
    run.steps_left -= static_cast<int64_t>(weight);
    auto kept = shaped(value, *type, missing);
    if (!kept) {
        note(run, "rules.wrong_type", type->name + ": " + std::string(feel::kind_name(value.kind())));
        return {};
    }
    std::string where;
    if (!allowed(*kept, *type, run, where)) {
        note(run, "rules.not_allowed", where);
        return {};
    }
    return std::move(*kept);
}

std::vector<Value> constant_list(const std::string& unary_tests) {
    if (trim(unary_tests).empty()) return {};
    const ManualClock clock{Instant{}};
    feel::Run run(clock, 100'000);
    try {
        const Value list = feel::Expression::parse("[" + unary_tests + "]", feel::Names{}).evaluate({}, run);
        if (list.list() == nullptr) return {};
        for (const Value& value : *list.list()) {
            const auto kind = value.kind();
            if (kind == Value::Kind::range || kind == Value::Kind::null || kind == Value::Kind::function) return {};
        }
        return *list.list();
    } catch (const Error&) {
        return {};  // ranges and comparisons are tests, not a list
    }
}

TypeTable::TypeTable(std::span<const Definitions* const> models, std::vector<Finding>& findings) : findings_(findings) {
    for (const Definitions* model : models) {
        models_.emplace(model->model_namespace, model);
        for (const ItemDefinition& item : model->items) items_[model].emplace(item.name, &item);
    }
}

const ItemDefinition* TypeTable::item_of(const Definitions& model, std::string_view name) const {
    const auto items = items_.find(&model);
    if (items == items_.end()) return nullptr;
    const auto found = items->second.find(name);
    return found == items->second.end() ? nullptr : found->second;
}

const Definitions* TypeTable::imported(const Definitions& model, std::string_view name) const {
    for (const Import& import : model.imports) {
        if (import.name != name) continue;
        const auto found = models_.find(import.model_namespace);
        return found == models_.end() ? nullptr : found->second;
    }
    return nullptr;
}

DataTypePtr TypeTable::find(const Definitions& model, std::string_view reference, int line) {
    if (reference.empty() || reference == "Any" || reference == "any") return nullptr;
    if (const ItemDefinition* const item = item_of(model, reference)) return named(model, *item);
    for (const Import& import : model.imports) {
        const Definitions* const other = imported(model, import.name);
        const std::string prefix = import.name.empty() ? "" : import.name + ".";
        if (other == nullptr || other == &model || !reference.starts_with(prefix)) continue;
        if (const ItemDefinition* const item = item_of(*other, reference.substr(prefix.size())))
            return named(*other, *item);
    }
    if (auto builtin = feel::builtin_type(reference)) {
        auto type = std::make_shared<DataType>();
        type->name = reference;
        type->shape = std::move(builtin);
        return type;
    }
    findings_.push_back({model.file, line, "rules.unknown_type", std::string(reference)});
    return nullptr;
}

DataTypePtr TypeTable::named(const Definitions& model, const ItemDefinition& item) {
    if (const auto found = built_.find(&item); found != built_.end()) return found->second;
    // A type within itself says nothing about itself there, so that every type stays finite.
    if (std::find(in_progress_.begin(), in_progress_.end(), &item) != in_progress_.end()) return nullptr;
    if (in_progress_.size() >= kDeepestType) {
        findings_.push_back({model.file, item.line, "rules.type_too_deep", item.name});
        return nullptr;
    }
    in_progress_.push_back(&item);
    auto type = build(model, item);
    in_progress_.pop_back();
    built_.emplace(&item, type);
    return type;
}

DataTypePtr TypeTable::build(const Definitions& model, const ItemDefinition& item) {
    auto type = std::make_shared<DataType>();
    type->name = item.name;
    const auto shape_of = [](const DataTypePtr& of) { return of ? of->shape : Type::simple(Type::Kind::any); };
    if (item.is_function) {
        std::vector<feel::TypePtr> parameters;
        for (const Variable& parameter : item.parameters)
            parameters.push_back(shape_of(find(model, parameter.type, item.line)));
        type->shape = Type::function_of(std::move(parameters), shape_of(find(model, item.output_type, item.line)));
    } else if (!item.components.empty()) {
        std::vector<std::pair<std::string, feel::TypePtr>> fields;
        for (const ItemDefinition& component : item.components) {
            type->fields.emplace_back(component.name, named(model, component));
            fields.emplace_back(component.name, shape_of(type->fields.back().second));
        }
        type->shape = Type::context_of(std::move(fields));
    } else {
        type->base = find(model, item.type, item.line);
        type->shape = shape_of(type->base);
        if (type->base) {
            type->element = type->base->element;
            type->fields = type->base->fields;
        }
    }
    if (item.collection) {
        auto element = std::make_shared<DataType>(*type);
        type->base = nullptr;
        type->fields.clear();
        type->shape = Type::list_of(element->shape);
        type->element = std::move(element);
    }
    constrain(model, item, *type);
    return type;
}

void TypeTable::constrain(const Definitions& model, const ItemDefinition& item, DataType& type) {
    type.allowed = tests(model, item.allowed_values);
    type.constraint = tests(model, item.constraint);
    type.allowed_values = constant_list(item.allowed_values.text);
    if (type.allowed_values.empty()) type.allowed_values = constant_list(item.constraint.text);
}

std::optional<feel::Expression> TypeTable::tests(const Definitions& model, const Text& text) {
    if (trim(text.text).empty()) return std::nullopt;
    try {
        return feel::Expression::parse_unary_tests(text.text, feel::Names{});
    } catch (const feel::SyntaxError& error) {
        findings_.push_back({model.file, text.line, error.key(), error.detail()});
        return std::nullopt;
    }
}

feel::Types TypeTable::known_to(const Definitions& model) {
    feel::Types types;
    const auto add = [&](const Definitions& of, const std::string& prefix) {
        for (const ItemDefinition& item : of.items) {
            const auto type = named(of, item);
            if (type) types.add(prefix + item.name, type->shape);
        }
    };
    for (const Import& import : model.imports) {
        const Definitions* const other = imported(model, import.name);
        if (other != nullptr) add(*other, import.name.empty() ? "" : import.name + ".");
    }
    add(model, "");
    return types;
}

}  // namespace yici::rules
