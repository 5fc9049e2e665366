#include "engines/rules/decisions.h"

#include <algorithm>

#include "engines/rules/program.h"
#include "foundation/base/files.h"

namespace yici::rules {

using feel::Value;

namespace {

size_t known(const Program& program, std::string_view name, std::optional<DrgElement::Kind> kind) {
    const auto found = program.find(name, kind);
    if (!found) throw Error(ErrorKind::not_found, "rules.unknown_decision", std::string(name));
    return *found;
}

/// What the model needs of all that lies in its folder: the documents that it imports, and those that they import.
std::vector<Document> needed(std::vector<Document> documents) {
    std::vector<Document> kept;
    kept.push_back(std::move(documents.front()));
    documents.erase(documents.begin());
    for (size_t i = 0; i < kept.size(); ++i) {
        for (size_t import = 0; import < kept[i].definitions().imports.size(); ++import) {
            const std::string& wanted = kept[i].definitions().imports[import].model_namespace;
            const auto found = std::find_if(documents.begin(), documents.end(), [&](const Document& document) {
                return document.definitions().model_namespace == wanted;
            });
            if (found == documents.end()) continue;
            kept.push_back(std::move(*found));
            documents.erase(found);
        }
    }
    return kept;
}

const TableNode* table_of(const Element& element) {
    const Node* logic = element.logic.get();
    if (const auto* const function = dynamic_cast<const FunctionNode*>(logic)) logic = function->body();
    return dynamic_cast<const TableNode*>(logic);
}

}  // namespace

Decisions Decisions::compile(std::vector<Document> documents, std::vector<Finding>& findings) {
    return Decisions(std::make_shared<const Program>(needed(std::move(documents)), findings));
}

Decisions Decisions::load(const std::filesystem::path& file, std::vector<Finding>& findings) {
    std::vector<Document> documents;
    documents.push_back(Document::load(file.string(), findings));
    std::vector<Finding> of_others;
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    for (const auto& other : files_in(folder, ".dmn")) {
        if (std::filesystem::equivalent(other, file)) continue;
        try {
            documents.push_back(Document::load(other.string(), of_others));
        } catch (const Error&) {
            continue;  // a neighbour that is no model matters when it is imported, and is then missing
        }
    }
    return compile(std::move(documents), findings);
}

const std::string& Decisions::name() const {
    return program_->main().name;
}

const Definitions& Decisions::definitions() const {
    return program_->main();
}

std::vector<const DrgElement*> Decisions::elements(DrgElement::Kind kind) const {
    std::vector<const DrgElement*> found;
    for (const DrgElement& element : program_->main().elements) {
        if (element.kind == kind) found.push_back(&element);
    }
    return found;
}

bool Decisions::has_decision(std::string_view name) const {
    return program_->find(name, DrgElement::Kind::decision).has_value();
}

bool Decisions::has_input(std::string_view name) const {
    return program_->find(name, DrgElement::Kind::input).has_value();
}

DataTypePtr Decisions::type_of(std::string_view name) const {
    auto element = program_->find(name, DrgElement::Kind::input);
    if (!element) element = program_->find(name, DrgElement::Kind::decision);
    return element ? program_->elements()[*element].type : nullptr;
}

Answer Decisions::evaluate(std::string_view decision, std::span<const Input> inputs, feel::Run& run,
                           Explain explain) const {
    const size_t element = known(*program_, decision, DrgElement::Kind::decision);
    Activation activation{run, program_, explain == Explain::yes ? std::make_shared<Trace>() : nullptr};
    Session session(activation);
    session.look_up(inputs);
    Answer answer{session.value_of(element), nullptr};
    if (activation.trace)
        answer.explanation = std::make_shared<const Explanation>(std::move(activation.trace->explanation));
    return answer;
}

Answer Decisions::evaluate(std::string_view decision, const feel::Context& inputs, feel::Run& run,
                           Explain explain) const {
    std::vector<Input> list;
    list.reserve(inputs.entries().size());
    for (const auto& [name, value] : inputs.entries()) list.push_back({name, value, ""});
    return evaluate(decision, list, run, explain);
}

Value Decisions::call(std::string_view name, std::span<const Input> arguments, feel::Run& run) const {
    auto element = program_->find(name, DrgElement::Kind::service);
    if (!element) element = known(*program_, name, DrgElement::Kind::knowledge);
    const Value function = program_->function_of(*element, nullptr);
    if (function.function() == nullptr) return {};
    std::vector<Value> ordered;
    for (const std::string& parameter : function.function()->parameters) {
        const auto given = std::find_if(arguments.begin(), arguments.end(),
                                        [&](const Input& input) { return input.name == parameter; });
        ordered.push_back(given == arguments.end() ? Value() : given->value);
    }
    return function.function()->call(ordered, run);
}

Outcomes Decisions::evaluate_columns(std::string_view decision, std::span<const NamedColumn> columns, size_t rows,
                                     feel::Run& run) const {
    const Element& element = program_->elements()[known(*program_, decision, DrgElement::Kind::decision)];
    const auto* const node = dynamic_cast<const TableNode*>(element.logic.get());
    if (node == nullptr) throw Error(ErrorKind::rule_violated, "rules.not_columnar", std::string(decision));
    std::vector<Column> ordered;
    for (const Table::Input& input : node->table().inputs()) {
        const auto found = std::find_if(columns.begin(), columns.end(), [&](const NamedColumn& column) {
            return column.name == input.expression_text;
        });
        if (found == columns.end()) throw Error(ErrorKind::rule_violated, "rules.not_columnar", input.expression_text);
        ordered.push_back(found->column);
    }
    Outcomes outcomes = node->table().evaluate_columns(ordered, rows, run);
    for (Value& value : outcomes.values) value = conform(value, element.type.get(), run);
    return outcomes;
}

std::vector<NamedTable> Decisions::tables() const {
    std::vector<NamedTable> found;
    for (const Element& element : program_->elements()) {
        if (element.model != &program_->main()) continue;
        if (const TableNode* const node = table_of(element)) found.push_back({element.drg->name, &node->table()});
    }
    return found;
}

}  // namespace yici::rules
