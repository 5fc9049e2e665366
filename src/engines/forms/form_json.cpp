#include <algorithm>
#include <nlohmann/json.hpp>

#include "engines/forms/form_rules_json.h"
#include "engines/forms/schema.h"
#include "foundation/base/nesting.h"

namespace yici::forms {

using Ordered = nlohmann::ordered_json;
using nlohmann::json;

namespace {

int line_of(std::string_view text, size_t byte) {
    return 1 + static_cast<int>(std::ranges::count(text.substr(0, std::min(byte, text.size())), '\n'));
}

/// The document, or a finding with the line where its text stops being JSON.
Ordered read(std::string_view text, const std::string& file, std::vector<Finding>& findings) {
    try {
        return Ordered::parse(text);
    } catch (const Ordered::parse_error& error) {
        findings.push_back({file, line_of(text, error.byte), "forms.not_json", ""});
    } catch (const Ordered::exception&) {  // a number too large for any type
        findings.push_back({file, 0, "forms.not_json", ""});
    }
    return {};
}

bool holds_files(const json& schema) {
    return schema.value("format", json()) == "attachment" ||
           (schema.contains("items") && schema["items"].value("format", json()) == "attachment");
}

Field::Kind kind_of(const json& schema) {
    const json type = schema.value("type", json());
    if (type == "string") return schema.value("format", json()) == "date" ? Field::Kind::date : Field::Kind::text;
    if (type == "integer") return Field::Kind::integer;
    if (type == "number") return Field::Kind::number;
    if (type == "boolean") return Field::Kind::flag;
    return Field::Kind::other;
}

/// In the order that people see: the hint's, else the document's.
std::vector<std::string> names_in_order(const Ordered& document) {
    std::vector<std::string> names;
    const Ordered ui = document.value("x-ui", Ordered::object());
    if (ui.contains("order")) names = ui["order"].get<std::vector<std::string>>();
    for (const auto& [name, its] : document["properties"].items()) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return names;
}

}  // namespace

std::shared_ptr<const Form> Form::parse(std::string_view text, std::string name, const std::string& file,
                                        std::vector<Finding>& findings) {
    std::vector<Fault> faults;
    const auto schema = Schema::compile(text, faults);
    if (faults.size() == 1 && faults[0].key == "forms.not_json") {
        (void)read(text, file, findings);
        return nullptr;
    }
    if (schema) check_form_rules(json::parse(text), faults);
    for (const Fault& fault : faults) {
        const std::string place = fault.pointer.empty() ? "#" : "#" + fault.pointer;
        findings.push_back({file, 0, fault.key, fault.detail.empty() ? place : place + ": " + fault.detail});
    }
    if (!faults.empty()) return nullptr;
    const Ordered document = read(text, file, findings);
    const json plain = json::parse(text);
    const auto form = std::make_shared<Form>();
    form->name_ = std::move(name);
    form->title_ = document["title"];
    form->title_en_ = document["x-title-en"];
    form->document_ = document.dump();
    form->schema_ = schema;
    for (const std::string& its : names_in_order(document)) {
        const json field = resolved(plain, plain["properties"][its]);
        form->fields_.push_back({its, field["title"], field["x-title-en"], holds_files(field), kind_of(field)});
    }
    return form;
}

std::vector<std::string> Form::differences(std::string_view before, std::string_view after) const {
    const json left = json::parse(before);
    const json right = json::parse(after);
    std::vector<std::string> titles;
    for (const Field& field : fields_) {
        if (left.value(field.name, json()) != right.value(field.name, json())) titles.push_back(field.title);
    }
    return titles;
}

std::string problem_errors(const std::vector<Fault>& faults, Language language) {
    Ordered errors = Ordered::array();
    for (const Fault& fault : faults) {
        Ordered one{{"pointer", fault.pointer}, {"key", fault.key}, {"title", message(fault.key, language)}};
        if (!fault.detail.empty()) one["detail"] = fault.detail;
        errors.push_back(std::move(one));
    }
    return errors.dump();
}

}  // namespace yici::forms
