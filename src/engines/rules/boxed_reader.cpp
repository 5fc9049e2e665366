#include "engines/rules/boxed_reader.h"

#include <array>
#include <optional>

#include "foundation/base/text.h"

namespace yici::rules {

namespace {

using Kind = Expression::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 12> kKinds{{{"literalExpression", Kind::literal},
                                                                    {"context", Kind::context},
                                                                    {"decisionTable", Kind::table},
                                                                    {"invocation", Kind::invocation},
                                                                    {"functionDefinition", Kind::function},
                                                                    {"list", Kind::list},
                                                                    {"relation", Kind::relation},
                                                                    {"conditional", Kind::conditional},
                                                                    {"filter", Kind::filter},
                                                                    {"for", Kind::for_each},
                                                                    {"some", Kind::some},
                                                                    {"every", Kind::every}}};

std::optional<Kind> kind_of(pugi::xml_node node) {
    if (node.type() != pugi::node_element) return std::nullopt;
    const std::string_view name = local_name(node.name());
    for (const auto& [known, kind] : kKinds) {
        if (name == known && is_dmn_namespace(namespace_of(node))) return kind;
    }
    return std::nullopt;
}

constexpr std::array<std::pair<std::string_view, HitPolicy>, 7> kPolicies{{{"UNIQUE", HitPolicy::unique},
                                                                           {"ANY", HitPolicy::any},
                                                                           {"PRIORITY", HitPolicy::priority},
                                                                           {"FIRST", HitPolicy::first},
                                                                           {"RULE ORDER", HitPolicy::rule_order},
                                                                           {"OUTPUT ORDER", HitPolicy::output_order},
                                                                           {"COLLECT", HitPolicy::collect}}};

constexpr std::array<std::pair<std::string_view, Aggregation>, 4> kAggregations{
    {{"SUM", Aggregation::sum}, {"COUNT", Aggregation::count}, {"MIN", Aggregation::min}, {"MAX", Aggregation::max}}};

/// A text node's own words and CDATA, without comments.
std::string words(pugi::xml_node node) {
    std::string out;
    for (const auto& child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
    }
    return out;
}

}  // namespace

void Reader::fault(pugi::xml_node node, std::string key, std::string detail) const {
    findings_.push_back({xml_.file(), xml_.line(node), std::move(key), std::move(detail)});
}

pugi::xml_node Reader::child(pugi::xml_node parent, std::string_view name) const {
    for (const auto& node : parent.children()) {
        if (node.type() == pugi::node_element && local_name(node.name()) == name &&
            is_dmn_namespace(namespace_of(node)))
            return node;
    }
    return {};
}

std::vector<pugi::xml_node> Reader::children(pugi::xml_node parent, std::string_view name) const {
    std::vector<pugi::xml_node> found;
    for (const auto& node : parent.children()) {
        if (node.type() == pugi::node_element && local_name(node.name()) == name &&
            is_dmn_namespace(namespace_of(node)))
            found.push_back(node);
    }
    return found;
}

Text Reader::text_in(pugi::xml_node parent, std::string_view name) const {
    const auto holder = name.empty() ? parent : child(parent, name);
    const auto text = child(holder, "text");
    if (!text) return {};
    return {words(text), xml_.line(text)};
}

std::string Reader::type_of(pugi::xml_node node) const {
    std::string type(trim(node.attribute("typeRef").value()));
    if (type.empty()) type = std::string(trim(words(child(node, "typeRef"))));
    const size_t colon = type.find(':');
    if (colon == std::string::npos) return type;
    // "feel:string" and "mine:tPerson" are QNames of DMN 1.1; a name of our own may hold a colon as well.
    const auto uri = namespace_of_prefix(node, std::string_view(type).substr(0, colon));
    return uri.empty() ? type : type.substr(colon + 1);
}

Variable Reader::variable(pugi::xml_node node) const {
    return {std::string(trim(node.attribute("name").value())), type_of(node)};
}

ExpressionPtr Reader::expression_in(pugi::xml_node parent) const {
    for (const auto& node : parent.children()) {
        if (kind_of(node)) return expression(node);
    }
    return nullptr;
}

ExpressionPtr Reader::expression_of_child(pugi::xml_node parent, std::string_view name) const {
    const auto holder = child(parent, name);
    auto found = expression_in(holder);
    if (!found) fault(holder ? holder : parent, "rules.part_missing", std::string(name));
    return found;
}

ExpressionPtr Reader::expression(pugi::xml_node node) const {
    auto read = std::make_unique<Expression>();
    read->kind = *kind_of(node);
    read->type = type_of(node);
    read->line = xml_.line(node);
    switch (read->kind) {
        case Kind::literal:
            read->text = text_in(node, "");
            read->language = node.attribute("expressionLanguage").value();
            break;
        case Kind::context:
            read_context(node, *read);
            break;
        case Kind::table:
            read->table = table(node);
            break;
        case Kind::invocation:
            read_invocation(node, *read);
            break;
        case Kind::function:
            read_function(node, *read);
            break;
        case Kind::relation:
            read_relation(node, *read);
            break;
        case Kind::list:
            for (const auto& item : node.children()) {
                if (kind_of(item)) read->items.push_back(expression(item));
            }
            break;
        case Kind::conditional:
            read->first = expression_of_child(node, "if");
            read->second = expression_of_child(node, "then");
            read->third = expression_of_child(node, "else");
            break;
        case Kind::filter:
            read->first = expression_of_child(node, "in");
            read->second = expression_of_child(node, "match");
            break;
        case Kind::for_each:
        case Kind::some:
        case Kind::every:
            read_iterator(node, *read);
            break;
    }
    return read;
}

void Reader::read_context(pugi::xml_node node, Expression& into) const {
    for (const auto& entry : children(node, "contextEntry")) {
        ContextEntry read{variable(child(entry, "variable")), expression_in(entry)};
        into.entries.push_back(std::move(read));
    }
}

void Reader::read_invocation(pugi::xml_node node, Expression& into) const {
    into.first = expression_in(node);
    if (!into.first) fault(node, "rules.part_missing", "literalExpression");
    for (const auto& binding : children(node, "binding")) {
        into.bindings.push_back({variable(child(binding, "parameter")), expression_in(binding)});
    }
}

void Reader::read_function(pugi::xml_node node, Expression& into) const {
    for (const auto& parameter : children(node, "formalParameter")) into.parameters.push_back(variable(parameter));
    into.function_kind = node.attribute("kind").as_string("FEEL");
    into.first = expression_in(node);
}

void Reader::read_relation(pugi::xml_node node, Expression& into) const {
    for (const auto& column : children(node, "column")) into.columns.push_back(variable(column));
    for (const auto& row : children(node, "row")) {
        std::vector<ExpressionPtr> cells;
        for (const auto& cell : row.children()) {
            if (kind_of(cell)) cells.push_back(expression(cell));
        }
        if (cells.size() != into.columns.size())
            fault(row, "rules.row_width", std::to_string(cells.size()) + " of " + std::to_string(into.columns.size()));
        cells.resize(into.columns.size());
        into.rows.push_back(std::move(cells));
    }
}

void Reader::read_iterator(pugi::xml_node node, Expression& into) const {
    into.variable = node.attribute("iteratorVariable").value();
    if (into.variable.empty()) fault(node, "rules.part_missing", "iteratorVariable");
    into.first = expression_of_child(node, "in");
    into.second = expression_of_child(node, into.kind == Kind::for_each ? "return" : "satisfies");
}

std::unique_ptr<TableModel> Reader::table(pugi::xml_node node) const {
    auto read = std::make_unique<TableModel>();
    read->id = node.attribute("id").value();
    read->line = xml_.line(node);
    read->output_label = node.attribute("outputLabel").value();
    const std::string policy = node.attribute("hitPolicy").as_string("UNIQUE");
    bool known = false;
    for (const auto& [name, value] : kPolicies) {
        if (policy == name) read->hit_policy = value, known = true;
    }
    if (!known) fault(node, "rules.unknown_hit_policy", policy);
    const std::string aggregation = node.attribute("aggregation").value();
    known = aggregation.empty();
    for (const auto& [name, value] : kAggregations) {
        if (aggregation == name) read->aggregation = value, known = true;
    }
    if (!known) fault(node, "rules.unknown_hit_policy", aggregation);
    for (const auto& input : children(node, "input")) {
        const auto expression = child(input, "inputExpression");
        read->inputs.push_back({input.attribute("label").value(), text_in(expression, ""), type_of(expression),
                                text_in(input, "inputValues")});
    }
    for (const auto& output : children(node, "output")) {
        read->outputs.push_back({std::string(trim(output.attribute("name").value())), output.attribute("label").value(),
                                 type_of(output), text_in(output, "outputValues"),
                                 text_in(output, "defaultOutputEntry")});
    }
    for (const auto& annotation : children(node, "annotation"))
        read->annotations.emplace_back(annotation.attribute("name").value());
    for (const auto& rule_node : children(node, "rule")) read->rules.push_back(rule(rule_node, *read));
    if (read->outputs.empty()) fault(node, "rules.part_missing", "output");
    return read;
}

Rule Reader::rule(pugi::xml_node node, const TableModel& table) const {
    Rule read;
    read.id = node.attribute("id").value();
    read.line = xml_.line(node);
    for (const auto& entry : children(node, "inputEntry")) read.inputs.push_back(text_in(entry, ""));
    for (const auto& entry : children(node, "outputEntry")) read.outputs.push_back(text_in(entry, ""));
    for (const auto& entry : children(node, "annotationEntry")) read.annotations.push_back(text_in(entry, "").text);
    read.description = words(child(node, "description"));
    if (read.inputs.size() != table.inputs.size() || read.outputs.size() != table.outputs.size())
        fault(node, "rules.row_width",
              std::to_string(read.inputs.size()) + "+" + std::to_string(read.outputs.size()) + " of " +
                  std::to_string(table.inputs.size()) + "+" + std::to_string(table.outputs.size()));
    read.inputs.resize(table.inputs.size());
    read.outputs.resize(table.outputs.size());
    return read;
}

}  // namespace yici::rules
