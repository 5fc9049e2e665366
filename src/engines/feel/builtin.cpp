#include "engines/feel/builtin.h"

#include <algorithm>
#include <array>
#include <map>

namespace yici::feel {

namespace {

constexpr size_t kMostParameters = 7;

/// Arguments in the order of a form, with room for those that had to be converted.
struct Prepared {
    std::array<const Value*, kMostParameters> values{};
    std::array<Value, kMostParameters> made;
};

bool is_kind(char wanted, Value::Kind kind) {
    using Kind = Value::Kind;
    switch (wanted) {
        case 'v':
            return kind != Kind::null;
        case 'n':
            return kind == Kind::number;
        case 's':
            return kind == Kind::string;
        case 'b':
            return kind == Kind::boolean;
        case 'd':
            return kind == Kind::date;
        case 't':
            return kind == Kind::time;
        case 'D':
            return kind == Kind::date_time;
        case 'e':
            return kind == Kind::date || kind == Kind::date_time;
        case 'm':
            return kind == Kind::years_months;
        case 'p':
            return kind == Kind::days_time;
        case 'u':
            return kind == Kind::years_months || kind == Kind::days_time;
        case 'l':
            return kind == Kind::list;
        case 'c':
            return kind == Kind::context;
        case 'f':
            return kind == Kind::function;
        case 'r':
            return kind == Kind::range;
        case 'w':
            return kind >= Kind::number && kind <= Kind::days_time;
        default:
            return true;
    }
}

bool fit(const Parameter& parameter, const Value& value, Prepared& prepared, size_t at) {
    prepared.values[at] = &value;
    if (is_kind(parameter.kind, value.kind())) return true;
    if (value.is_null()) return parameter.nullable;
    if (parameter.kind == 'l') {
        prepared.made[at] = List{value};
        prepared.values[at] = &prepared.made[at];
        return true;
    }
    if (const List* const list = value.list(); list != nullptr && list->size() == 1)
        return !list->front().is_null() && fit(parameter, list->front(), prepared, at);
    if (parameter.kind != 'D' || value.date() == nullptr) return false;
    prepared.made[at] = midnight(*value.date());
    prepared.values[at] = &prepared.made[at];
    return true;
}

const Value* absent() {
    static const Value null;
    return &null;
}

Value collected(std::span<const Value* const> arguments) {
    List list;
    list.reserve(arguments.size());
    for (const Value* const argument : arguments) list.push_back(*argument);
    return list;
}

bool fit_positions(const Form& form, std::span<const Value* const> arguments, Prepared& prepared) {
    if (form.parameters.empty()) return arguments.empty();
    const size_t last = form.parameters.size() - 1;
    const bool collects =
        form.variadic && arguments.size() > last && (arguments.size() > last + 1 || form.parameters[last].kind != 'l');
    if (arguments.size() > form.parameters.size() && !collects) return false;
    for (size_t i = 0; i < form.parameters.size(); ++i) {
        const Parameter& parameter = form.parameters[i];
        if (i == last && collects) {
            prepared.made[i] = collected(arguments.subspan(last));
            prepared.values[i] = &prepared.made[i];
        } else if (i < arguments.size()) {
            if (!fit(parameter, *arguments[i], prepared, i)) return false;
        } else {
            if (!parameter.optional) return false;
            prepared.values[i] = absent();
        }
    }
    return true;
}

bool fit_names(const Form& form, std::span<const Value* const> arguments, std::span<const std::string> names,
               Prepared& prepared) {
    size_t used = 0;
    for (size_t i = 0; i < form.parameters.size(); ++i) {
        const Parameter& parameter = form.parameters[i];
        const auto named = std::find(names.begin(), names.end(), parameter.name);
        if (named == names.end()) {
            if (!parameter.optional && !parameter.optional_when_named) return false;
            prepared.values[i] = absent();
            continue;
        }
        const Value* const value = arguments[static_cast<size_t>(named - names.begin())];
        if (!fit(parameter, *value, prepared, i)) return false;
        if (form.variadic && i + 1 == form.parameters.size() && parameter.kind != 'l') {
            prepared.made[i] = collected({&value, 1});
            prepared.values[i] = &prepared.made[i];
        }
        ++used;
    }
    return used == names.size();
}

std::string kinds_of(std::span<const Value* const> arguments) {
    std::string text = "(";
    for (const Value* const argument : arguments) {
        if (text.size() > 1) text += ", ";
        text += kind_name(argument->kind());
    }
    return text + ")";
}

TypePtr type_of_kind(char kind) {
    switch (kind) {
        case 'n':
            return Type::simple(Type::Kind::number);
        case 's':
            return Type::simple(Type::Kind::string);
        case 'b':
            return Type::simple(Type::Kind::boolean);
        case 'd':
            return Type::simple(Type::Kind::date);
        case 't':
            return Type::simple(Type::Kind::time);
        case 'D':
            return Type::simple(Type::Kind::date_time);
        case 'm':
            return Type::simple(Type::Kind::years_months);
        case 'p':
            return Type::simple(Type::Kind::days_time);
        case 'l':
            return Type::list_of(nullptr);
        case 'c':
            return Type::context_of({});
        case 'r':
            return Type::range_of(nullptr);
        default:
            return nullptr;
    }
}

Form parse_form(const Row& row) {
    Form form;
    form.run = row.run;
    form.pure = row.pure;
    const size_t arrow = row.signature.find("->");
    form.result = type_of_kind(row.signature[arrow + 2]);
    std::string_view rest = row.signature.substr(0, arrow);
    while (!rest.empty()) {
        const size_t end = std::min(rest.find(','), rest.size());
        std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        part.remove_prefix(part.find_first_not_of(' '));
        const size_t colon = part.find(':');
        Parameter parameter;
        parameter.name = part.substr(0, colon);
        parameter.kind = part[colon + 1];
        const std::string_view marks = part.substr(colon + 2);
        form.variadic = marks == "...";
        parameter.optional = marks == "?" || marks == "~";
        parameter.nullable = marks == "~";
        parameter.optional_when_named = marks == "%";
        form.parameters.push_back(std::move(parameter));
    }
    return form;
}

std::vector<Builtin> collect() {
    std::map<std::string, Builtin, std::less<>> found;
    for (const auto rows :
         {conversion_builtins(), boolean_builtins(), string_builtins(), pattern_builtins(), list_builtins(),
          aggregate_builtins(), number_builtins(), temporal_builtins(), range_builtins(), context_builtins()}) {
        for (const Row& row : rows) {
            Builtin& builtin = found[std::string(row.name)];
            builtin.name = row.name;
            builtin.forms.push_back(parse_form(row));
        }
    }
    std::vector<Builtin> all;
    all.reserve(found.size());
    for (auto& [name, builtin] : found) all.push_back(std::move(builtin));
    return all;
}

Value run_form(const Form& form, const Prepared& prepared, Run& run, Place place) {
    Call call({prepared.values.data(), std::max<size_t>(form.parameters.size(), 1)}, run, place);
    return form.run(call);
}

}  // namespace

Value Call::fail(std::string_view key, std::string detail) const {
    note(run, place, key, std::move(detail));
    return {};
}

Value Builtin::call(std::span<const Value* const> arguments, Run& run, Place place) const {
    for (const Form& form : forms) {
        Prepared prepared;
        if (fit_positions(form, arguments, prepared)) return run_form(form, prepared, run, place);
    }
    note(run, place, "feel.wrong_arguments", name + kinds_of(arguments));
    return {};
}

Value Builtin::call_named(std::span<const Value* const> arguments, std::span<const std::string> names, Run& run,
                          Place place) const {
    for (const Form& form : forms) {
        Prepared prepared;
        if (fit_names(form, arguments, names, prepared)) return run_form(form, prepared, run, place);
    }
    note(run, place, "feel.wrong_arguments", name + kinds_of(arguments));
    return {};
}

bool Builtin::pure() const {
    return std::all_of(forms.begin(), forms.end(), [](const Form& form) { return form.pure; });
}

std::span<const Builtin> builtins() {
    static const std::vector<Builtin> all = collect();
    return all;
}

const Builtin* find_builtin(std::string_view name) {
    const auto all = builtins();
    const auto found = std::lower_bound(
        all.begin(), all.end(), name, [](const Builtin& builtin, std::string_view key) { return builtin.name < key; });
    return found != all.end() && found->name == name ? &*found : nullptr;
}

const std::vector<std::string>& builtin_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Builtin& builtin : builtins()) all.push_back(builtin.name);
        return all;
    }();
    return names;
}

Value builtin_value(const Builtin& builtin) {
    Function function;
    for (const Parameter& parameter : builtin.forms[0].parameters) {
        if (builtin.forms.size() == 1) function.parameters.push_back(parameter.name);
        function.parameter_types.push_back(type_of_kind(parameter.kind));
    }
    function.result_type = builtin.forms[0].result;
    function.call = [&builtin](std::span<const Value> arguments, Run& run) {
        std::vector<const Value*> pointers;
        for (const Value& argument : arguments) pointers.push_back(&argument);
        return builtin.call(pointers, run, {});
    };
    function.call_named = [&builtin](std::span<const std::pair<std::string, Value>> named, Run& run) {
        std::vector<const Value*> pointers;
        std::vector<std::string> names;
        for (const auto& [name, argument] : named) {
            pointers.push_back(&argument);
            names.push_back(name);
        }
        return builtin.call_named(pointers, names, run, {});
    };
    return function;
}

}  // namespace yici::feel
