#include "engines/forms/form_rules_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "engines/forms/schema.h"

namespace yici::forms {

using nlohmann::json;

namespace {

constexpr std::string_view kDialect = "https://json-schema.org/draft/2020-12/schema";
constexpr int64_t kLongestText = 4000;
constexpr int64_t kLongestPatternText = 200;
constexpr int64_t kMostItems = 100;
constexpr int kDeepestField = 4;

constexpr std::array<std::string_view, 3> kTextWidgets{"line", "lines", "code"};
constexpr std::array<std::string_view, 2> kChoiceWidgets{"select", "radio"};
constexpr std::array<std::string_view, 6> kFileTypes{"pdf", "ofd", "jpeg", "png", "docx", "xlsx"};
constexpr std::array<std::string_view, 9> kNames{"x-title-en", "x-description-en", "x-options", "x-ui",     "x-accept",
                                                 "x-basis",    "x-mask",           "x-unit",    "x-unit-en"};

template <size_t N>
bool holds(const std::array<std::string_view, N>& list, const json& value) {
    return value.is_string() && std::ranges::find(list, value.get<std::string>()) != list.end();
}

bool is_text(const json& object, const char* name) {
    return object.contains(name) && object[name].is_string() && !object[name].get<std::string>().empty();
}

class Rules {
  public:
    Rules(const json& document, std::vector<Fault>& faults) : document_(document), faults_(faults) {}

    void check() {
        if (!document_.is_object()) return fault("", "forms.bad_keyword", "object");
        if (document_.value("$schema", json()) != kDialect)
            fault("/$schema", "forms.bad_keyword", std::string(kDialect));
        titles(document_, "");
        if (document_.value("type", json()) != "object") return fault("/type", "forms.bad_keyword", "object");
        names(document_, "");
        object(document_, "", 0);
    }

  private:
    void fault(const std::string& pointer, std::string key, std::string detail = {}) {
        faults_.push_back({pointer, std::move(key), std::move(detail)});
    }

    void titles(const json& schema, const std::string& pointer) {
        for (const char* name : {"title", "x-title-en"}) {
            if (!is_text(schema, name)) fault(pointer, "forms.title_missing", name);
        }
        if (schema.contains("description") != schema.contains("x-description-en"))
            fault(pointer, "forms.title_missing", "description, x-description-en");
    }

    /// A misspelt hint is a fault, not silence.
    void names(const json& schema, const std::string& pointer) {
        for (const auto& [name, value] : schema.items()) {
            if (name.starts_with("x-") && !holds(kNames, json(name)))
                fault(pointer + "/" + pointer_part(name), "forms.unknown_keyword", name);
        }
    }

    void object(const json& schema, const std::string& pointer, int depth) {
        if (schema.value("additionalProperties", json()) != false)
            fault(pointer, "forms.bad_keyword", "additionalProperties: false");
        if (!schema.contains("properties") || schema["properties"].empty())
            return fault(pointer, "forms.bad_keyword", "properties");
        for (const auto& [name, its] : schema["properties"].items())
            field(its, pointer + "/properties/" + pointer_part(name), depth + 1);
        layout(schema, pointer);
    }

    void field(const json& given, const std::string& pointer, int depth) {
        if (depth > kDeepestField) return fault(pointer, "forms.too_complex");
        if (!given.is_object()) return fault(pointer, "forms.bad_keyword", "schema");
        const json schema = resolved(document_, given);
        titles(schema, pointer);
        names(schema, pointer);
        const json type = schema.value("type", json());
        if (type == "object") {
            object(schema, pointer, depth);
        } else if (type == "array") {
            list(schema, pointer, depth);
        } else if (type == "string") {
            text(schema, pointer);
        } else if (type != "integer" && type != "number" && type != "boolean") {
            fault(pointer, "forms.bad_keyword", "type");
        }
        widget(schema, type, pointer);
    }

    void list(const json& schema, const std::string& pointer, int depth) {
        const json most = schema.value("maxItems", json());
        if (!most.is_number_integer() || most > kMostItems) fault(pointer, "forms.bad_keyword", "maxItems: 1–100");
        if (!schema.contains("items") || !schema["items"].is_object())
            return fault(pointer, "forms.bad_keyword", "items");
        const json items = resolved(document_, schema["items"]);
        const std::string place = pointer + "/items";
        names(items, place);
        const json type = items.value("type", json());
        if (type == "object") {
            object(items, place, depth + 1);
        } else if (type == "string") {
            text(items, place);
            if (!items.contains("enum") && items.value("format", json()) != "attachment")
                fault(place, "forms.bad_keyword", "enum, object, attachment");
        } else {
            fault(place, "forms.bad_keyword", "type");
        }
    }

    void text(const json& schema, const std::string& pointer) {
        if (schema.contains("enum")) return options(schema, pointer);
        if (schema.value("format", json()) == "attachment") {
            const json accept = schema.value("x-accept", json::array());
            const bool known = accept.is_array() &&
                               std::ranges::all_of(accept, [](const json& one) { return holds(kFileTypes, one); });
            if (!known || accept.empty())
                fault(pointer, "forms.bad_keyword", "x-accept: pdf, ofd, jpeg, png, docx, xlsx");
        }
        if (schema.contains("format")) return;
        const int64_t most = schema.contains("pattern") ? kLongestPatternText : kLongestText;
        const json length = schema.value("maxLength", json());
        if (!length.is_number_integer() || length > most)
            fault(pointer, "forms.bad_keyword", "maxLength: 1–" + std::to_string(most));
    }

    /// Every choice has its words: {"value": {"title": …, "title_en": …}}.
    void options(const json& schema, const std::string& pointer) {
        const json options = schema.value("x-options", json::object());
        if (!options.is_object()) return fault(pointer + "/x-options", "forms.bad_keyword", "titles by value");
        for (const json& value : schema["enum"]) {
            const std::string name = value.is_string() ? value.get<std::string>() : "";
            if (!options.contains(name) || !options[name].is_object() || !is_text(options[name], "title") ||
                !is_text(options[name], "title_en"))
                fault(pointer + "/x-options", "forms.title_missing", name);
        }
        if (options.size() > schema["enum"].size()) fault(pointer + "/x-options", "forms.unknown_name");
    }

    void widget(const json& schema, const json& type, const std::string& pointer) {
        if (!schema.contains("x-ui") || type == "object") return;
        const json& ui = schema["x-ui"];
        const std::string place = pointer + "/x-ui";
        if (!ui.is_object()) return fault(place, "forms.bad_keyword", "object");
        for (const auto& [name, value] : ui.items()) {
            if (name != "widget") return fault(place + "/" + pointer_part(name), "forms.unknown_keyword", name);
            const bool good = type != "string"          ? false
                              : schema.contains("enum") ? holds(kChoiceWidgets, value)
                                                        : holds(kTextWidgets, value);
            if (!good) fault(place + "/widget", "forms.bad_keyword", "line, lines, code; select, radio");
        }
    }

    /// {"order": [names], "groups": [{"title", "title_en", "fields": [names]}]}; each name is a field and stands once.
    void layout(const json& schema, const std::string& pointer) {
        const json ui = schema.value("x-ui", json::object());
        const std::string place = pointer + "/x-ui";
        if (!ui.is_object()) return fault(place, "forms.bad_keyword", "object");
        for (const auto& [name, value] : ui.items()) {
            if (name != "order" && name != "groups")
                fault(std::string(place).append("/").append(name), "forms.unknown_keyword", name);
        }
        std::set<std::string> seen;
        const auto take = [&](const json& list, const std::string& where) {
            if (!list.is_array()) return fault(where, "forms.bad_keyword", "list of names");
            for (const json& one : list) {
                const std::string name = one.is_string() ? one.get<std::string>() : "";
                if (!schema["properties"].contains(name)) fault(where, "forms.unknown_name", name);
                if (!seen.insert(name).second) fault(where, "forms.name_twice", name);
            }
        };
        if (ui.contains("order")) take(ui["order"], place + "/order");
        seen.clear();
        if (!ui.contains("groups")) return;
        if (!ui["groups"].is_array()) return fault(place + "/groups", "forms.bad_keyword", "list");
        for (size_t i = 0; i < ui["groups"].size(); ++i) {
            const json& group = ui["groups"][i];
            const std::string where = place + "/groups/" + std::to_string(i);
            if (!group.is_object() || !is_text(group, "title") || !is_text(group, "title_en")) {
                fault(where, "forms.title_missing", "title, title_en");
                continue;
            }
            take(group.value("fields", json()), where + "/fields");
        }
    }

    const json& document_;
    std::vector<Fault>& faults_;
};

}  // namespace

json resolved(const json& document, const json& schema) {
    constexpr std::string_view kRoot = "#/$defs/";
    if (!schema.is_object() || !schema.contains("$ref")) return schema;
    json merged = resolved(document, document["$defs"][schema["$ref"].get<std::string>().substr(kRoot.size())]);
    for (const auto& [name, value] : schema.items()) {
        if (name != "$ref") merged[name] = value;
    }
    return merged;
}

void check_form_rules(const json& document, std::vector<Fault>& faults) {
    Rules(document, faults).check();
}

}  // namespace yici::forms
