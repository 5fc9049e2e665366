#include "engines/rules/model.h"

#include <array>

#include "engines/rules/boxed_reader.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"

namespace yici::rules {

namespace {

constexpr std::array<std::string_view, 6> kDmnNamespaces{
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/", "http://www.omg.org/spec/DMN/20151101/dmn11.xsd"};

ItemDefinition read_item(const Reader& reader, pugi::xml_node node) {
    ItemDefinition item;
    item.name = std::string(trim(node.attribute("name").value()));
    item.line = reader.line(node);
    item.type = reader.type_of(node);
    item.collection = node.attribute("isCollection").as_bool();
    item.allowed_values = reader.text_in(node, "allowedValues");
    item.constraint = reader.text_in(node, "typeConstraint");
    for (const auto& component : reader.children(node, "itemComponent"))
        item.components.push_back(read_item(reader, component));
    if (const auto function = reader.child(node, "functionItem")) {
        item.is_function = true;
        item.output_type = trim(function.attribute("outputTypeRef").value());
        for (const auto& parameter : reader.children(function, "parameters"))
            item.parameters.push_back(reader.variable(parameter));
    }
    return item;
}

std::vector<Reference> references(const Reader& reader, pugi::xml_node node, std::string_view name) {
    std::vector<Reference> found;
    for (const auto& child : reader.children(node, name)) found.emplace_back(child.attribute("href").value());
    return found;
}

void read_requirements(const Reader& reader, pugi::xml_node node, DrgElement& into) {
    for (const auto& requirement : reader.children(node, "informationRequirement")) {
        for (auto& found : references(reader, requirement, "requiredInput")) into.required_inputs.push_back(found);
        for (auto& found : references(reader, requirement, "requiredDecision"))
            into.required_decisions.push_back(found);
    }
    for (const auto& requirement : reader.children(node, "knowledgeRequirement")) {
        for (auto& found : references(reader, requirement, "requiredKnowledge"))
            into.required_knowledge.push_back(found);
    }
}

/// encapsulatedLogic is a function definition without the element's own name.
ExpressionPtr read_logic(const Reader& reader, pugi::xml_node node) {
    const auto logic = reader.child(node, "encapsulatedLogic");
    if (!logic) return nullptr;
    auto function = std::make_unique<Expression>();
    function->kind = Expression::Kind::function;
    function->type = reader.type_of(logic);
    function->line = reader.line(logic);
    function->function_kind = logic.attribute("kind").as_string("FEEL");
    for (const auto& parameter : reader.children(logic, "formalParameter"))
        function->parameters.push_back(reader.variable(parameter));
    function->first = reader.expression_in(logic);
    return function;
}

DrgElement read_element(const Reader& reader, pugi::xml_node node, DrgElement::Kind kind) {
    DrgElement read;
    read.kind = kind;
    read.id = node.attribute("id").value();
    read.name = std::string(trim(node.attribute("name").value()));
    read.line = reader.line(node);
    if (const auto variable = reader.child(node, "variable")) read.variable = reader.variable(variable);
    if (read.variable.name.empty()) read.variable.name = read.name;
    if (read.name.empty()) reader.fault(node, "rules.part_missing", "name");
    read.question = reader.child(node, "question").text().as_string();
    read.allowed_answers = reader.child(node, "allowedAnswers").text().as_string();
    read.description = reader.child(node, "description").text().as_string();
    read_requirements(reader, node, read);
    if (kind == DrgElement::Kind::decision) read.logic = reader.expression_in(node);
    if (kind == DrgElement::Kind::knowledge) read.logic = read_logic(reader, node);
    if (kind == DrgElement::Kind::service) {
        read.output_decisions = references(reader, node, "outputDecision");
        read.encapsulated_decisions = references(reader, node, "encapsulatedDecision");
        read.input_decisions = references(reader, node, "inputDecision");
        read.input_data = references(reader, node, "inputData");
    }
    return read;
}

Definitions read_definitions(const Reader& reader, pugi::xml_node root, const std::string& file) {
    Definitions read;
    read.name = root.attribute("name").value();
    read.model_namespace = root.attribute("namespace").value();
    read.file = file;
    for (const auto& node : reader.children(root, "import")) {
        read.imports.push_back({std::string(trim(node.attribute("name").value())), node.attribute("namespace").value(),
                                node.attribute("importType").value(), node.attribute("locationURI").value(),
                                reader.line(node)});
    }
    for (const auto& node : reader.children(root, "itemDefinition")) read.items.push_back(read_item(reader, node));
    using Kind = DrgElement::Kind;
    for (const auto& [name, kind] : {std::pair<std::string_view, Kind>{"inputData", Kind::input},
                                     {"decision", Kind::decision},
                                     {"businessKnowledgeModel", Kind::knowledge},
                                     {"decisionService", Kind::service}}) {
        for (const auto& node : reader.children(root, name)) read.elements.push_back(read_element(reader, node, kind));
    }
    return read;
}

}  // namespace

bool is_dmn_namespace(std::string_view uri) {
    for (const auto& known : kDmnNamespaces) {
        if (uri == known) return true;
    }
    return false;
}

std::string_view letter(HitPolicy policy, Aggregation aggregation) {
    switch (policy) {
        case HitPolicy::unique:
            return "U";
        case HitPolicy::any:
            return "A";
        case HitPolicy::priority:
            return "P";
        case HitPolicy::first:
            return "F";
        case HitPolicy::rule_order:
            return "R";
        case HitPolicy::output_order:
            return "O";
        case HitPolicy::collect:
            break;
    }
    switch (aggregation) {
        case Aggregation::sum:
            return "C+";
        case Aggregation::count:
            return "C#";
        case Aggregation::min:
            return "C<";
        case Aggregation::max:
            return "C>";
        case Aggregation::none:
            break;
    }
    return "C";
}

Document Document::parse(std::string text, std::string file, std::vector<Finding>& findings) {
    XmlDocument xml(std::move(text), std::move(file));
    const auto root = xml.root();
    if (local_name(root.name()) != "definitions" || !is_dmn_namespace(namespace_of(root)))
        throw Error(ErrorKind::invalid_input, "rules.not_dmn", xml.file());
    Definitions definitions = read_definitions(Reader(xml, findings), root, xml.file());
    return {std::move(xml), std::move(definitions)};
}

Document Document::load(const std::string& path, std::vector<Finding>& findings) {
    return parse(read_file(path), path, findings);
}

}  // namespace yici::rules
