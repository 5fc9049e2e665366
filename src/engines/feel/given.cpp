#include "engines/feel/given.h"

namespace yici::feel {

namespace {

void collect_members(const Value& value, std::vector<std::string>& members) {
    if (const List* const list = value.list())
        for (const Value& element : *list) collect_members(element, members);
    if (const Context* const context = value.context()) {
        for (const auto& [name, entry] : context->entries()) {
            members.push_back(name);
            collect_members(entry, members);
        }
    }
}

}  // namespace

Given::Given(const Context& context) {
    for (const auto& [name, value] : context.entries()) {
        std::vector<std::string> members;
        collect_members(value, members);
        names.add(name, std::move(members));
        values.push_back(value);
    }
}

}  // namespace yici::feel
