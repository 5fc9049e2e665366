#include "engines/rules/compiler.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "foundation/base/text.h"

namespace yici::rules {

namespace {

constexpr size_t kMostMembers = 5'000;
/// Unlikely in a model; where it stands there as well, the filtered list hides it within the filter alone.
constexpr const char* kFilteredList = "yici_filtered_list";

bool is_feel(std::string_view language) {
    return language.empty() || to_lower(language).find("feel") != language.npos;
}

/// FEEL reads letters, digits and _ behind a dot by itself; other names must be known.
bool must_be_known(const std::string& name) {
    const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    return !std::all_of(name.begin(), name.end(), plain);
}

void gather(const ItemDefinition& item, std::vector<std::string>& into) {
    for (const ItemDefinition& component : item.components) {
        into.push_back(component.name);
        gather(component, into);
    }
}

void gather(const Expression* expression, std::vector<std::string>& into) {
    if (expression == nullptr) return;
    for (const ContextEntry& entry : expression->entries) {
        if (!entry.variable.name.empty()) into.push_back(entry.variable.name);
        gather(entry.value.get(), into);
    }
    for (const Variable& column : expression->columns) into.push_back(column.name);
    if (expression->table) {
        for (const OutputClause& output : expression->table->outputs) {
            if (!output.name.empty()) into.push_back(output.name);
        }
    }
    for (const ExpressionPtr& item : expression->items) gather(item.get(), into);
    for (const auto& row : expression->rows) {
        for (const ExpressionPtr& cell : row) gather(cell.get(), into);
    }
    for (const Binding& binding : expression->bindings) gather(binding.value.get(), into);
    for (const ExpressionPtr* part : {&expression->first, &expression->second, &expression->third})
        gather(part->get(), into);
}

void gather_members(const Definitions& model, std::vector<std::string>& into) {
    for (const ItemDefinition& item : model.items) gather(item, into);
    for (const DrgElement& element : model.elements) {
        gather(element.logic.get(), into);
        // A service of several decisions answers with a context of them.
        if (element.kind == DrgElement::Kind::decision) into.push_back(element.variable.name);
    }
}

}  // namespace

std::vector<std::string> members_of(std::span<const Definitions* const> models, std::vector<Finding>& findings) {
    std::vector<std::string> members;
    for (const Definitions* model : models) gather_members(*model, members);
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    if (members.size() > kMostMembers) {
        findings.push_back({models.front()->file, 1, "rules.too_many_names", std::to_string(members.size())});
        members.resize(kMostMembers);
    }
    return members;
}

std::optional<feel::Expression> Compiler::parse(const Text& text, const Scope& scope) {
    if (trim(text.text).empty()) return std::nullopt;
    try {
        return feel::Expression::parse(text.text, scope.names, *scope.types);
    } catch (const feel::SyntaxError& error) {
        findings_.push_back(
            {scope.model->file, text.line + error.fault().line - 1, error.key(), scope.owner + ": " + error.detail()});
        return std::nullopt;
    }
}

Compiler::Compiler(TypeTable& types, std::vector<std::string> members, std::vector<Finding>& findings)
    : types_(types), members_(std::move(members)), findings_(findings) {
    std::vector<std::string> special;
    std::copy_if(members_.begin(), members_.end(), std::back_inserter(special), must_be_known);
    no_names_.know_members(std::move(special));
}

NodePtr Compiler::compile(const Expression* expression, const Scope& scope) {
    if (expression == nullptr) return nullptr;
    switch (expression->kind) {
        case Expression::Kind::literal:
            return literal(*expression, scope);
        case Expression::Kind::context:
            return context(*expression, scope);
        case Expression::Kind::table:
            return table(*expression, scope);
        case Expression::Kind::invocation:
            return invocation(*expression, scope);
        case Expression::Kind::function:
            return function(*expression, scope);
        case Expression::Kind::list:
            return list(*expression, scope);
        case Expression::Kind::relation:
            return relation(*expression, scope);
        case Expression::Kind::conditional:
            return std::make_unique<ConditionalNode>(compile(expression->first.get(), scope),
                                                     compile(expression->second.get(), scope),
                                                     compile(expression->third.get(), scope));
        case Expression::Kind::filter:
            return filter(*expression, scope);
        case Expression::Kind::for_each:
        case Expression::Kind::some:
        case Expression::Kind::every:
            return iterator(*expression, scope);
    }
    return nullptr;
}

NodePtr Compiler::literal(const Expression& expression, const Scope& scope) {
    if (!is_feel(expression.language)) {
        findings_.push_back({scope.model->file, expression.line, "rules.unknown_language", expression.language});
        return std::make_unique<LiteralNode>(std::nullopt);
    }
    return std::make_unique<LiteralNode>(parse(expression.text, scope));
}

NodePtr Compiler::context(const Expression& expression, Scope scope) {
    std::vector<ContextNode::Entry> entries;
    for (const ContextEntry& entry : expression.entries) {
        auto type = types_.find(*scope.model, entry.variable.type, expression.line);
        auto value = compile(entry.value.get(), scope);
        const std::string& name = entry.variable.name;
        const size_t slot = name.empty() ? 0 : scope.names.add(name);
        entries.push_back({name, slot, std::move(type), std::move(value)});
    }
    return std::make_unique<ContextNode>(std::move(entries), scope.names.size());
}

NodePtr Compiler::list(const Expression& expression, const Scope& scope) {
    std::vector<NodePtr> items;
    for (const ExpressionPtr& item : expression.items) items.push_back(compile(item.get(), scope));
    return std::make_unique<ListNode>(std::move(items));
}

NodePtr Compiler::relation(const Expression& expression, const Scope& scope) {
    std::vector<RelationNode::Column> columns;
    for (const Variable& column : expression.columns)
        columns.push_back({column.name, types_.find(*scope.model, column.type, expression.line)});
    std::vector<std::vector<NodePtr>> rows;
    for (const auto& row : expression.rows) {
        std::vector<NodePtr> cells;
        for (const ExpressionPtr& cell : row) cells.push_back(compile(cell.get(), scope));
        rows.push_back(std::move(cells));
    }
    return std::make_unique<RelationNode>(std::move(columns), std::move(rows));
}

NodePtr Compiler::filter(const Expression& expression, Scope scope) {
    auto in = compile(expression.first.get(), scope);
    const Expression* const match = expression.second.get();
    if (match != nullptr && match->kind == Expression::Kind::literal && is_feel(match->language)) {
        const size_t slot = scope.names.add(kFilteredList);
        const Text text{std::string(kFilteredList) + "[" + match->text.text + "\n]", match->text.line};
        return std::make_unique<FilterNode>(std::move(in), parse(text, scope), slot);
    }
    const size_t item = scope.names.add("item");
    std::vector<std::pair<std::string, size_t>> members;
    for (const std::string& member : members_) {
        // A member that is a name already keeps its slot and is restored for elements that lack it.
        members.emplace_back(member, scope.names.add(member));
    }
    return std::make_unique<BoxedFilterNode>(std::move(in), compile(match, scope), item, std::move(members));
}

/// "1..3" is no expression, but something to go through all the same.
NodePtr Compiler::iterated(const Expression* expression, const Scope& scope) {
    if (expression == nullptr || expression->kind != Expression::Kind::literal || !is_feel(expression->language))
        return compile(expression, scope);
    try {
        (void)feel::Expression::parse(expression->text.text, scope.names, *scope.types);
    } catch (const feel::SyntaxError&) {
        const Text text{"for element in " + expression->text.text + "\n return element", expression->text.line};
        return std::make_unique<LiteralNode>(parse(text, scope));
    }
    return compile(expression, scope);
}

NodePtr Compiler::iterator(const Expression& expression, Scope scope) {
    auto in = iterated(expression.first.get(), scope);
    const size_t variable = scope.names.add(expression.variable);
    const size_t partial =
        expression.kind == Expression::Kind::for_each ? scope.names.add("partial") : scope.names.size();
    auto body = compile(expression.second.get(), scope);
    return std::make_unique<IteratorNode>(expression.kind, std::move(in), std::move(body), variable, partial);
}

NodePtr Compiler::function(const Expression& expression, Scope scope) {
    if (to_lower(expression.function_kind) != "feel") {
        std::vector<std::string> names;
        for (const Variable& parameter : expression.parameters) names.push_back(parameter.name);
        return std::make_unique<ExternalNode>(expression.function_kind, std::move(names));
    }
    std::vector<FunctionNode::Parameter> parameters;
    for (const Variable& parameter : expression.parameters) {
        auto type = types_.find(*scope.model, parameter.type, expression.line);
        parameters.push_back({parameter.name, scope.names.add(parameter.name), std::move(type)});
    }
    auto body = compile(expression.first.get(), scope);
    return std::make_unique<FunctionNode>(std::move(parameters), std::move(body), nullptr, scope.names.size());
}

NodePtr Compiler::invocation(const Expression& expression, const Scope& scope) {
    std::vector<InvocationNode::Argument> arguments;
    for (const Binding& binding : expression.bindings)
        arguments.push_back({binding.parameter.name, compile(binding.value.get(), scope)});
    return std::make_unique<InvocationNode>(compile(expression.first.get(), scope), std::move(arguments));
}

NodePtr Compiler::table(const Expression& expression, const Scope& scope) {
    const auto find_type = [&](const std::string& reference, int line) {
        return types_.find(*scope.model, reference, line);
    };
    return std::make_unique<TableNode>(
        Table(*expression.table, scope.names, *scope.types, find_type, scope.model->file, findings_), scope.owner);
}

}  // namespace yici::rules
