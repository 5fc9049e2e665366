#include "engines/feel/type.h"

#include <array>

namespace yici::feel {

namespace {

struct Named {
    std::string_view name;
    Type::Kind kind;
};

// The first of a kind is the name that to_string gives.
constexpr Named kNamed[] = {{"Any", Type::Kind::any},
                            {"Null", Type::Kind::null},
                            {"boolean", Type::Kind::boolean},
                            {"number", Type::Kind::number},
                            {"string", Type::Kind::string},
                            {"date", Type::Kind::date},
                            {"time", Type::Kind::time},
                            {"date and time", Type::Kind::date_time},
                            {"years and months duration", Type::Kind::years_months},
                            {"days and time duration", Type::Kind::days_time},
                            {"list", Type::Kind::list},
                            {"context", Type::Kind::context},
                            {"range", Type::Kind::range},
                            {"function", Type::Kind::function},
                            {"dateTime", Type::Kind::date_time},
                            {"yearMonthDuration", Type::Kind::years_months},
                            {"dayTimeDuration", Type::Kind::days_time},
                            {"any", Type::Kind::any}};

std::string name_of(const TypePtr& type) {
    return type ? type->to_string() : "Any";
}

bool is_function(const Function& function, const Type& type) {
    if (!type.result) return true;  // "function" alone
    const size_t count = function.parameters.empty() ? function.parameter_types.size() : function.parameters.size();
    if (count != type.parameters.size()) return false;
    for (size_t i = 0; i < count; ++i) {
        const TypePtr own = i < function.parameter_types.size() ? function.parameter_types[i] : nullptr;
        if (own && type.parameters[i] && !conforms(*type.parameters[i], *own)) return false;
    }
    return !function.result_type || conforms(*function.result_type, *type.result);
}

bool fits(const Value& value, const Type& type) {
    return value.is_null() || is_instance(value, type);
}

bool is_context(const Context& context, const Type& type) {
    for (const auto& [name, field] : type.fields) {
        const Value* const entry = context.find(name);
        if (entry == nullptr || (field && !fits(*entry, *field))) return false;
    }
    return true;
}

bool is_range(const Range& range, const Type& type) {
    return !type.element || (fits(range.low, *type.element) && fits(range.high, *type.element));
}

bool fields_conform(const Type& type, const Type& wanted) {
    for (const auto& [name, field] : wanted.fields) {
        bool found = false;
        for (const auto& [own_name, own] : type.fields)
            found = found || (own_name == name && (!field || !own || conforms(*own, *field)));
        if (!found) return false;
    }
    return true;
}

}  // namespace

TypePtr Type::simple(Kind kind) {
    auto type = std::make_shared<Type>();
    type->kind = kind;
    return type;
}

TypePtr Type::list_of(TypePtr element) {
    auto type = std::make_shared<Type>();
    type->kind = Kind::list;
    type->element = std::move(element);
    return type;
}

TypePtr Type::range_of(TypePtr element) {
    auto type = std::make_shared<Type>();
    type->kind = Kind::range;
    type->element = std::move(element);
    return type;
}

TypePtr Type::context_of(std::vector<std::pair<std::string, TypePtr>> fields) {
    auto type = std::make_shared<Type>();
    type->kind = Kind::context;
    type->fields = std::move(fields);
    return type;
}

TypePtr Type::function_of(std::vector<TypePtr> parameters, TypePtr result) {
    auto type = std::make_shared<Type>();
    type->kind = Kind::function;
    type->parameters = std::move(parameters);
    type->result = result ? std::move(result) : simple(Kind::any);
    return type;
}

std::string Type::to_string() const {
    std::string text;
    for (const Named& named : kNamed) {
        if (named.kind != kind) continue;
        text = named.name;
        break;
    }
    if (kind == Kind::list || kind == Kind::range) return element ? text + "<" + element->to_string() + ">" : text;
    if (kind == Kind::context && !fields.empty()) {
        std::string inner;
        for (const auto& [name, field] : fields) inner += (inner.empty() ? "" : ", ") + name + ": " + name_of(field);
        return text + "<" + inner + ">";
    }
    if (kind != Kind::function || !result) return text;
    std::string inner;
    for (const TypePtr& parameter : parameters) inner += (inner.empty() ? "" : ", ") + name_of(parameter);
    return text + "<" + inner + ">->" + name_of(result);
}

void Types::add(std::string name, TypePtr type) {
    types_.insert_or_assign(std::move(name), std::move(type));
}

TypePtr Types::find(std::string_view name) const {
    const auto found = types_.find(name);
    return found == types_.end() ? nullptr : found->second;
}

TypePtr builtin_type(std::string_view name) {
    for (const Named& named : kNamed)
        if (named.name == name) return Type::simple(named.kind);
    return nullptr;
}

bool is_instance(const Value& value, const Type& type) {
    if (value.is_null()) return type.kind == Type::Kind::null;
    const Value::Kind kind = value.kind();
    switch (type.kind) {
        case Type::Kind::any:
            return true;
        case Type::Kind::null:
            return false;
        case Type::Kind::list:
            if (kind != Value::Kind::list) return false;
            if (!type.element) return true;
            for (const Value& element : *value.list())
                if (!fits(element, *type.element) && type.element->kind != Type::Kind::any) return false;
            return true;
        case Type::Kind::context:
            return kind == Value::Kind::context && is_context(*value.context(), type);
        case Type::Kind::range:
            return kind == Value::Kind::range && is_range(*value.range(), type);
        case Type::Kind::function:
            return kind == Value::Kind::function && is_function(*value.function(), type);
        default:  // the simple kinds of values and types are in the same order, one apart
            return static_cast<int>(kind) + 1 == static_cast<int>(type.kind);
    }
}

bool conforms(const Type& type, const Type& wanted) {
    if (wanted.kind == Type::Kind::any || type.kind == Type::Kind::null) return true;
    if (type.kind != wanted.kind) return false;
    switch (type.kind) {
        case Type::Kind::list:
        case Type::Kind::range:
            return !wanted.element || !type.element || conforms(*type.element, *wanted.element);
        case Type::Kind::context:
            return fields_conform(type, wanted);
        case Type::Kind::function:
            if (!wanted.result || !type.result) return true;
            if (type.parameters.size() != wanted.parameters.size()) return false;
            for (size_t i = 0; i < type.parameters.size(); ++i)
                if (type.parameters[i] && wanted.parameters[i] && !conforms(*wanted.parameters[i], *type.parameters[i]))
                    return false;
            return conforms(*type.result, *wanted.result);
        default:
            return true;
    }
}

Value coerce(const Value& value, const Type& type) {
    if (value.is_null() || is_instance(value, type)) return value;
    if (const List* const list = value.list(); list != nullptr && list->size() == 1 && type.kind != Type::Kind::list)
        return coerce(list->front(), type);
    if (type.kind == Type::Kind::list && value.list() == nullptr &&
        (!type.element || is_instance(value, *type.element)))
        return List{value};
    if (type.kind == Type::Kind::date_time && value.date() != nullptr) return midnight(*value.date());
    return {};
}

}  // namespace yici::feel
