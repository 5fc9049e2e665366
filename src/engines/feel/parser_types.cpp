#include <array>

#include "engines/feel/parser.h"
#include "engines/feel/parser_level.h"

namespace yici::feel {

TypePtr Parser::whole_type() {
    TypePtr found = type();
    return scanner_.done() ? found : nullptr;
}

/// Null for a name that is not known.
TypePtr Parser::type() {
    const Level level(*this);
    scanner_.skip();
    std::string longest;
    size_t end = scanner_.at();
    const auto consider = [&](const std::string& name) {
        if (const size_t found = scanner_.end_of_name(name); found > end) {
            end = found;
            longest = name;
        }
    };
    constexpr std::array kSpaced = {"date and time", "years and months duration", "days and time duration"};
    for (const char* name : kSpaced) consider(name);
    for (const auto& [name, type] : types_.all()) consider(name);
    std::string single = scanner_.identifier();
    if (scanner_.at() < end) {
        scanner_.go_to(end);
        single = longest;
    }
    if (single.empty()) scanner_.fail("a type");
    if (TypePtr known = types_.find(single)) return known;
    if (scanner_.take("<")) return type_arguments(single);
    if (TypePtr known = builtin_type(single)) return known;
    while (scanner_.take(".")) single += "." + scanner_.identifier();
    return types_.find(single);
}

TypePtr Parser::type_arguments(const std::string& name) {
    if (name == "context") return context_type();
    if (name == "function") return function_type();
    if (name != "list" && name != "range") scanner_.fail("list, range, context or function before <");
    TypePtr element = type();
    scanner_.expect(">");
    if (!element) return nullptr;
    return name == "list" ? Type::list_of(std::move(element)) : Type::range_of(std::move(element));
}

TypePtr Parser::context_type() {
    std::vector<std::pair<std::string, TypePtr>> fields;
    bool known = true;
    if (!scanner_.take(">")) {
        do {
            auto name = scanner_.peek() == '"' ? scanner_.string() : scanner_.name_until(":<>,", "");
            if (!name) scanner_.fail("the name of an entry");
            scanner_.expect(":");
            TypePtr field = type();
            known = known && field;
            fields.emplace_back(*std::move(name), std::move(field));
        } while (scanner_.take(","));
        scanner_.expect(">");
    }
    return known ? Type::context_of(std::move(fields)) : nullptr;
}

TypePtr Parser::function_type() {
    std::vector<TypePtr> parameters;
    bool known = true;
    if (!scanner_.take(">")) {
        do {
            parameters.push_back(type());
            known = known && parameters.back();
        } while (scanner_.take(","));
        scanner_.expect(">");
    }
    scanner_.expect("->");
    TypePtr result = type();
    return known && result ? Type::function_of(std::move(parameters), std::move(result)) : nullptr;
}

}  // namespace yici::feel
