#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "engines/forms/canonical_json.h"
#include "engines/forms/schema.h"
#include "foundation/base/nesting.h"

namespace yici::forms {

using nlohmann::json;

namespace {

constexpr size_t kLargestSchema = 256 << 10;
constexpr size_t kDeepestSchema = 32;
/// Schemas that one value may be held against once every reference is written out.
constexpr int64_t kMostExpanded = 20'000;

class Compiler {
  public:
    Compiler(Schema& schema, std::vector<Fault>& faults) : schema_(schema), faults_(faults) {}

    void compile(const json& root) {
        read_into(make(), root, "", 0);
        if (root.is_object() && root.contains("$defs")) read_definitions(root["$defs"]);
        link_references();
        expanded_.assign(schema_.nodes.size(), kUnseen);
        if (faults_.empty() && expanded(0) > kMostExpanded) fault("", "forms.too_complex");
    }

  private:
    using Take = void (Compiler::*)(int, const json&, const std::string&);
    struct Keyword {
        std::string_view name;
        Take take;
    };

    void fault(const std::string& pointer, std::string key, std::string detail = {}) {
        faults_.push_back({pointer, std::move(key), std::move(detail)});
    }
    Node& at(int node) { return schema_.nodes[static_cast<size_t>(node)]; }

    int make() {
        schema_.nodes.emplace_back();
        return static_cast<int>(schema_.nodes.size()) - 1;
    }
    int read(const json& value, const std::string& pointer, int depth) {
        const int node = make();
        read_into(node, value, pointer, depth);
        return node;
    }
    void read_into(int node, const json& value, const std::string& pointer, int depth);
    void read_definitions(const json& definitions);
    void take_keyword(int node, const std::string& name, const json& value, const std::string& pointer);
    void link_references();
    int64_t expanded(int node);

    void kinds(int node, const json& value, const std::string& pointer);
    void values(int node, const json& value, const std::string& pointer);
    void constant(int node, const json& value, const std::string& pointer);
    void pattern(int node, const json& value, const std::string& pointer);
    void format(int node, const json& value, const std::string& pointer);
    void multiple(int node, const json& value, const std::string& pointer);
    void unique(int node, const json& value, const std::string& pointer);
    void reference(int node, const json& value, const std::string& pointer);
    void accepted(int node, const json& value, const std::string& pointer);
    void required(int node, const json& value, const std::string& pointer);
    void dependent_required(int node, const json& value, const std::string& pointer);
    std::vector<std::string> names(const json& value, const std::string& pointer);

    template <auto Member>
    void limit(int node, const json& value, const std::string& pointer) {
        if (!value.is_number()) return fault(pointer, "forms.bad_keyword", "number");
        at(node).*Member = value.get<double>();
    }
    template <auto Member>
    void count(int node, const json& value, const std::string& pointer) {
        if (!value.is_number() || !(kinds_of(value) & kInteger) || value.get<double>() < 0)
            return fault(pointer, "forms.bad_keyword", "0, 1, 2 …");
        at(node).*Member = static_cast<uint64_t>(value.get<double>());
    }
    template <auto Member>
    void one(int node, const json& value, const std::string& pointer) {
        const int its = read(value, pointer, depth_);
        at(node).*Member = its;
    }
    template <auto Member>
    void list(int node, const json& value, const std::string& pointer) {
        if (!value.is_array() || value.empty()) return fault(pointer, "forms.bad_keyword", "list of schemas");
        for (size_t i = 0; i < value.size(); ++i) {
            const int its = read(value[i], pointer + "/" + std::to_string(i), depth_);
            (at(node).*Member).push_back(its);
        }
    }
    template <auto Member>
    void map(int node, const json& value, const std::string& pointer) {
        if (!value.is_object()) return fault(pointer, "forms.bad_keyword", "schemas by name");
        for (const auto& [name, schema] : value.items()) {
            const int its = read(schema, pointer + "/" + pointer_part(name), depth_);
            (at(node).*Member).emplace(name, its);
        }
    }
    static const std::vector<Keyword>& keywords();

    Schema& schema_;
    std::vector<Fault>& faults_;
    std::map<std::string, int, std::less<>> definitions_;
    std::vector<std::pair<int, std::string>> references_;  // and where they stand
    static constexpr int64_t kUnseen = -1, kOpen = -2;
    std::vector<int64_t> expanded_;
    int depth_ = 0;
};

const std::vector<Compiler::Keyword>& Compiler::keywords() {
    static const std::vector<Keyword> table{
        {"type", &Compiler::kinds},
        {"enum", &Compiler::values},
        {"const", &Compiler::constant},
        {"minimum", &Compiler::limit<&Node::minimum>},
        {"maximum", &Compiler::limit<&Node::maximum>},
        {"exclusiveMinimum", &Compiler::limit<&Node::exclusive_minimum>},
        {"exclusiveMaximum", &Compiler::limit<&Node::exclusive_maximum>},
        {"multipleOf", &Compiler::multiple},
        {"minLength", &Compiler::count<&Node::min_length>},
        {"maxLength", &Compiler::count<&Node::max_length>},
        {"pattern", &Compiler::pattern},
        {"format", &Compiler::format},
        {"minItems", &Compiler::count<&Node::min_items>},
        {"maxItems", &Compiler::count<&Node::max_items>},
        {"uniqueItems", &Compiler::unique},
        {"items", &Compiler::one<&Node::items>},
        {"properties", &Compiler::map<&Node::properties>},
        {"required", &Compiler::required},
        {"additionalProperties", &Compiler::one<&Node::additional>},
        {"minProperties", &Compiler::count<&Node::min_properties>},
        {"maxProperties", &Compiler::count<&Node::max_properties>},
        {"dependentRequired", &Compiler::dependent_required},
        {"dependentSchemas", &Compiler::map<&Node::dependent_schemas>},
        {"allOf", &Compiler::list<&Node::all_of>},
        {"anyOf", &Compiler::list<&Node::any_of>},
        {"oneOf", &Compiler::list<&Node::one_of>},
        {"not", &Compiler::one<&Node::none_of>},
        {"if", &Compiler::one<&Node::condition>},
        {"then", &Compiler::one<&Node::then>},
        {"else", &Compiler::one<&Node::otherwise>},
        {"$ref", &Compiler::reference},
        {"x-accept", &Compiler::accepted},
    };
    return table;
}

/// What says nothing about an answer.
bool is_annotation(std::string_view name, bool at_root) {
    if (at_root && (name == "$schema" || name == "$id" || name == "$defs")) return true;
    return name == "$comment" || name == "title" || name == "description" || name == "default" ||
           name.starts_with("x-");
}

void Compiler::read_definitions(const json& definitions) {
    if (!definitions.is_object()) return fault("/$defs", "forms.bad_keyword", "schemas by name");
    for (const auto& [name, schema] : definitions.items()) {
        const int its = read(schema, "/$defs/" + pointer_part(name), 1);
        definitions_.emplace(name, its);
    }
}

void Compiler::read_into(int node, const json& value, const std::string& pointer, int depth) {
    if (value.is_boolean()) {
        at(node).boolean = value.get<bool>();
        return;
    }
    if (!value.is_object()) return fault(pointer, "forms.bad_keyword", "schema");
    const int outer = std::exchange(depth_, depth + 1);
    for (const auto& [name, its] : value.items()) take_keyword(node, name, its, pointer);
    depth_ = outer;
}

void Compiler::take_keyword(int node, const std::string& name, const json& value, const std::string& pointer) {
    const std::string place = pointer + "/" + pointer_part(name);
    const auto& table = keywords();
    const auto known = std::find_if(table.begin(), table.end(), [&](const Keyword& one) { return one.name == name; });
    if (known != table.end()) return (this->*known->take)(node, value, place);
    if (!is_annotation(name, pointer.empty())) fault(place, "forms.unknown_keyword", name);
}

void Compiler::kinds(int node, const json& value, const std::string& pointer) {
    constexpr std::array<std::pair<std::string_view, unsigned>, 7> kNames{{{"null", kNull},
                                                                           {"boolean", kBoolean},
                                                                           {"integer", kInteger},
                                                                           {"number", kNumber},
                                                                           {"string", kString},
                                                                           {"array", kArray},
                                                                           {"object", kObject}}};
    for (const json& one : value.is_array() ? value : json::array({value})) {
        const auto* kind = std::find_if(kNames.begin(), kNames.end(),
                                        [&](const auto& known) { return one.is_string() && one == known.first; });
        if (kind == kNames.end()) return fault(pointer, "forms.bad_keyword", "type");
        at(node).kinds |= kind->second;
    }
    if (at(node).kinds == 0) fault(pointer, "forms.bad_keyword", "type");
}

void Compiler::values(int node, const json& value, const std::string& pointer) {
    if (!value.is_array() || value.empty()) return fault(pointer, "forms.bad_keyword", "list of values");
    if (at(node).has_allowed) return fault(pointer, "forms.bad_keyword", "enum, const");
    at(node).has_allowed = true;
    for (const json& one : value) at(node).allowed.push_back(canonical(one));
}

void Compiler::constant(int node, const json& value, const std::string& pointer) {
    if (at(node).has_allowed) return fault(pointer, "forms.bad_keyword", "enum, const");
    at(node).has_allowed = at(node).constant = true;
    at(node).allowed = {canonical(value)};
}

void Compiler::pattern(int node, const json& value, const std::string& pointer) {
    if (!value.is_string()) return fault(pointer, "forms.bad_keyword", "text");
    at(node).pattern_text = value.get<std::string>();
    if (std::string why = pattern_fault(at(node).pattern_text); !why.empty())
        return fault(pointer, "forms.bad_pattern", std::move(why));
    at(node).pattern = std::make_shared<const re2::RE2>(at(node).pattern_text);
}

void Compiler::format(int node, const json& value, const std::string& pointer) {
    const auto known = value.is_string() ? parse_format(value.get<std::string>()) : std::nullopt;
    if (!known) return fault(pointer, "forms.unknown_format", value.is_string() ? value.get<std::string>() : "");
    at(node).format = *known;
}

/// Whole numbers alone: 0.0075 / 0.0001 is no whole number in binary, so the two sides could differ.
void Compiler::multiple(int node, const json& value, const std::string& pointer) {
    if (!value.is_number() || !(kinds_of(value) & kInteger) || value.get<double>() < 1 ||
        value.get<double>() > kLargestNumber)
        return fault(pointer, "forms.bad_keyword", "1, 2, 3 …");
    at(node).multiple_of = static_cast<int64_t>(value.get<double>());
}

void Compiler::unique(int node, const json& value, const std::string& pointer) {
    if (!value.is_boolean()) return fault(pointer, "forms.bad_keyword", "true, false");
    at(node).unique = value.get<bool>();
}

void Compiler::reference(int node, const json& value, const std::string& pointer) {
    constexpr std::string_view kRoot = "#/$defs/";
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    if (!text.starts_with(kRoot)) return fault(pointer, "forms.bad_reference", text);
    at(node).reference_name = text.substr(kRoot.size());
    references_.emplace_back(node, pointer);
}

void Compiler::link_references() {
    for (const auto& [node, pointer] : references_) {
        const auto found = definitions_.find(at(node).reference_name);
        if (found == definitions_.end()) {
            fault(pointer, "forms.bad_reference", at(node).reference_name);
        } else {
            at(node).reference = found->second;
        }
    }
}

/// How many schemas a value is held against from here on; a schema inside itself would never end.
int64_t Compiler::expanded(int node) {
    int64_t& known = expanded_[static_cast<size_t>(node)];
    if (known == kOpen) {
        fault("", "forms.bad_reference", "a schema inside itself");
        return 0;
    }
    if (known != kUnseen) return known;
    known = kOpen;
    int64_t sum = 1;
    const auto add = [&](int child) {
        if (child != Node::kNone) sum = std::min(sum + expanded(child), kMostExpanded + 1);
    };
    const Node& its = at(node);
    for (const auto& [name, child] : its.properties) add(child);
    for (const auto& [name, child] : its.dependent_schemas) add(child);
    for (const auto* list : {&its.all_of, &its.any_of, &its.one_of}) {
        for (const int child : *list) add(child);
    }
    for (const int child :
         {its.items, its.additional, its.none_of, its.condition, its.then, its.otherwise, its.reference})
        add(child);
    return known = sum;
}

std::vector<std::string> Compiler::names(const json& value, const std::string& pointer) {
    std::vector<std::string> result;
    if (!value.is_array()) {
        fault(pointer, "forms.bad_keyword", "list of names");
        return result;
    }
    for (const json& one : value) {
        if (!one.is_string()) {
            fault(pointer, "forms.bad_keyword", "list of names");
            return result;
        }
        result.push_back(one.get<std::string>());
    }
    return result;
}

void Compiler::accepted(int node, const json& value, const std::string& pointer) {
    at(node).accepted = names(value, pointer);
}

void Compiler::required(int node, const json& value, const std::string& pointer) {
    at(node).required = names(value, pointer);
}

void Compiler::dependent_required(int node, const json& value, const std::string& pointer) {
    if (!value.is_object()) return fault(pointer, "forms.bad_keyword", "lists of names by name");
    for (const auto& [name, needed] : value.items())
        at(node).dependent_required.emplace(name, names(needed, pointer + "/" + pointer_part(name)));
}

}  // namespace

std::string pointer_part(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (c == '~') {
            text += "~0";
        } else if (c == '/') {
            text += "~1";
        } else {
            text += c;
        }
    }
    return text;
}

std::shared_ptr<const Schema> Schema::compile(std::string_view text, std::vector<Fault>& faults) {
    if (text.size() > kLargestSchema || !nests_within(text, kDeepestSchema)) {
        faults.push_back({"", "forms.schema_too_large", ""});
        return nullptr;
    }
    const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (root.is_discarded()) {
        faults.push_back({"", "forms.not_json", ""});
        return nullptr;
    }
    const auto schema = std::make_shared<Schema>();
    const size_t before = faults.size();
    std::vector<Fault> found;
    Compiler(*schema, found).compile(root);
    faults.insert(faults.end(), found.begin(), found.end());
    return faults.size() == before ? schema : nullptr;
}

}  // namespace yici::forms
