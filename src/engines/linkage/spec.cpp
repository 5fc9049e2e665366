#include "engines/linkage/spec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "foundation/base/text.h"
#include "foundation/base/yaml.h"

namespace yici::linkage {

namespace {

struct NamedComparator {
    Comparator compare;
    std::string_view name;
    Kind kind;
};

constexpr std::array<NamedComparator, 14> kComparators = {{{Comparator::exact, "exact", Kind::plain},
                                                           {Comparator::name, "name", Kind::name},
                                                           {Comparator::text, "text", Kind::text},
                                                           {Comparator::code, "code", Kind::code},
                                                           {Comparator::number, "number", Kind::number},
                                                           {Comparator::date, "date", Kind::date},
                                                           {Comparator::email, "email", Kind::email},
                                                           {Comparator::phone, "phone", Kind::phone},
                                                           {Comparator::address, "address", Kind::address},
                                                           {Comparator::category, "category", Kind::category},
                                                           {Comparator::jaro_winkler, "jaro_winkler", Kind::plain},
                                                           {Comparator::levenshtein, "levenshtein", Kind::plain},
                                                           {Comparator::damerau, "damerau", Kind::plain},
                                                           {Comparator::none, "none", Kind::text}}};

constexpr std::array<std::pair<Transform, std::string_view>, 12> kTransforms = {
    {{Transform::whole, "whole"},
     {Transform::prefix, "prefix"},
     {Transform::suffix, "suffix"},
     {Transform::soundex, "soundex"},
     {Transform::pinyin, "pinyin"},
     {Transform::initials, "initials"},
     {Transform::year, "year"},
     {Transform::month_day, "month_day"},
     {Transform::sorted, "sorted"},
     {Transform::tokens, "tokens"},
     {Transform::deletions, "deletions"},
     {Transform::neighbours, "neighbours"}}};

bool takes_length(Transform transform) {
    return transform == Transform::prefix || transform == Transform::suffix || transform == Transform::neighbours;
}

std::string to_string(const KeyPart& part) {
    std::string out = join(part.columns, "&");
    if (part.transform == Transform::whole) return out;
    for (const auto& [transform, name] : kTransforms)
        if (transform == part.transform) out += ":" + std::string(name);
    return part.length > 0 ? out + std::to_string(part.length) : out;
}

const NamedComparator& named(Comparator compare) {
    return *std::ranges::find(kComparators, compare, &NamedComparator::compare);
}

std::vector<double> numbers(const YamlNode& node, std::string_view key) {
    std::vector<double> out;
    for (const std::string& text : node.texts(key)) {
        try {
            size_t used = 0;
            const double value = std::stod(text, &used);
            if (used == text.size() && std::isfinite(value)) {
                out.push_back(value);
                continue;
            }
        } catch (const std::exception&) {
            out.clear();
        }
        node.fault("linkage.not_a_number", text);
    }
    return out;
}

bool is_bounded(Comparator compare) {
    return compare == Comparator::jaro_winkler || compare == Comparator::levenshtein || compare == Comparator::damerau;
}

Comparator comparator(const YamlNode& node, const std::string& name) {
    const auto* const found = std::ranges::find(kComparators, name, &NamedComparator::name);
    if (found != kComparators.end()) return found->compare;
    node.fault("linkage.unknown_comparator", name);
    return Comparator::none;
}

Comparison read_comparison(const std::string& column, const YamlNode& node) {
    Comparison out;
    out.column = column;
    if (node.is_scalar()) {
        out.compare = comparator(node, node.as_text());
        return out;
    }
    out.compare = comparator(node, node.text("compare"));
    out.column_b = node.text_or("b", "");
    out.crossed = node.text_or("crossed", "");
    out.at = numbers(node, "at");
    out.weights = numbers(node, "weights");
    if (is_bounded(out.compare) == out.at.empty() || out.at.size() + 3 > kLevels) node.fault("linkage.bounds", column);
    if (!out.weights.empty() && out.weights.size() + 1 != levels_of(out)) node.fault("linkage.weights", column);
    node.reject_unknown_keys();
    return out;
}

Rule read_rule(const YamlNode& node) {
    Rule rule;
    std::vector<YamlNode> parts;
    if (node.is_scalar()) {
        parts.push_back(node);
    } else {
        parts = node.items();
    }
    for (const YamlNode& one : parts) {
        if (auto part = parse_key_part(one.as_text()))
            rule.parts.push_back(std::move(*part));
        else
            one.fault("linkage.unknown_key", one.as_text());
    }
    const bool alone = std::ranges::any_of(rule.parts, [](const KeyPart& part) {
        return part.transform == Transform::tokens || part.transform == Transform::deletions ||
               part.transform == Transform::neighbours;
    });
    if (rule.parts.empty() || (alone && rule.parts.size() > 1)) node.fault("linkage.rule_parts", rule.to_string());
    return rule;
}

std::optional<double> probability(const YamlNode& node, std::string_view key) {
    if (!node[key].present()) return std::nullopt;
    const double value = node.number_or(key, 0);
    if (value > 0 && value < 1) return value;
    node.fault("linkage.not_a_probability", std::string(key));
    return std::nullopt;
}

Spec read(const YamlNode& root) {
    Spec spec;
    spec.id = root.text_or("id", "");
    for (const auto& [column, node] : root["columns"].entries()) spec.columns.push_back(read_comparison(column, node));
    if (spec.columns.empty()) root.fault("linkage.no_columns");
    if (spec.columns.size() > 16) root.fault("linkage.too_many_columns", std::to_string(spec.columns.size()));
    for (const YamlNode& node : root["blocking"].items()) spec.rules.push_back(read_rule(node));
    if (spec.rules.empty()) root.fault("linkage.no_rules");
    if (const YamlNode truth = root["truth"]; truth.present()) {
        spec.truth = TruthColumn{truth.text("column"), truth.text_or("entity", "")};
        truth.reject_unknown_keys();
    }
    if (const YamlNode thresholds = root["thresholds"]; thresholds.present()) {
        spec.link_at = probability(thresholds, "link");
        spec.review_at = probability(thresholds, "review");
        thresholds.reject_unknown_keys();
    }
    spec.prior = probability(root, "prior");
    if (root["block_limit"].present())
        spec.block_limit = static_cast<uint32_t>(std::max<int64_t>(0, root.integer("block_limit")));
    spec.one_to_one = root.flag_or("one_to_one", false);
    spec.learn = root.flag_or("learn", true);
    spec.clusters = root.flag_or("clusters", true);
    root.reject_unknown_keys();
    return spec;
}

/// A column's name as a YAML scalar; anything beyond plain words is quoted.
std::string scalar(const std::string& text) {
    const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<uint8_t>(c) >= 0x80;
    });
    if (plain) return text;
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace

std::string Rule::to_string() const {
    std::vector<std::string> texts;
    for (const KeyPart& part : parts) texts.push_back(linkage::to_string(part));
    return join(texts, " + ");
}

Kind kind_of(Comparator compare) {
    return named(compare).kind;
}
std::string_view name_of(Comparator compare) {
    return named(compare).name;
}

size_t levels_of(const Comparison& comparison) {
    if (comparison.compare == Comparator::exact) return 3;
    if (is_bounded(comparison.compare)) return comparison.at.size() + 3;
    return Level::exact + 1;
}

std::string level_name(const Comparison& comparison, uint8_t level) {
    static constexpr std::array<std::string_view, kLevels> kNames = {"missing", "different", "remote", "similar",
                                                                     "close",   "crossed",   "exact",  ""};
    if (level < 2) return std::string(kNames[level]);
    if (level + 1U == levels_of(comparison)) return "exact";
    if (!is_bounded(comparison.compare)) return std::string(kNames[level]);
    std::string bound = std::to_string(comparison.at[comparison.at.size() + 1 - level]);
    bound.resize(std::min(bound.size(), bound.find('.') + 4));
    return (comparison.compare == Comparator::jaro_winkler ? ">= " : "<= ") + bound;
}

std::optional<KeyPart> parse_key_part(std::string_view text) {
    KeyPart part;
    const size_t colon = text.rfind(':');
    std::string_view columns = text;
    if (colon != std::string_view::npos) {
        std::string_view transform = text.substr(colon + 1);
        const size_t digit = transform.find_first_of("0123456789");
        const std::string_view name = transform.substr(0, digit);
        const auto* const found = std::ranges::find(kTransforms, name, &std::pair<Transform, std::string_view>::second);
        if (found == kTransforms.end()) return std::nullopt;
        part.transform = found->first;
        if (digit != std::string_view::npos)
            part.length = static_cast<int>(parse_integer(transform.substr(digit)).value_or(0));
        if ((part.length > 0) != takes_length(part.transform) || part.length > 100) return std::nullopt;
        columns = text.substr(0, colon);
    }
    for (const std::string_view column : split(columns, '&')) {
        if (trim(column).empty()) return std::nullopt;
        part.columns.emplace_back(trim(column));
    }
    return part;
}

Spec read_spec(const std::filesystem::path& file, std::vector<Finding>& findings) {
    return read(YamlNode::load(file, findings));
}

Spec parse_spec(std::string_view yaml, const std::string& name, std::vector<Finding>& findings) {
    return read(YamlNode::parse(yaml, name, findings));
}

std::string to_yaml(const Spec& spec) {
    std::string out;
    if (!spec.id.empty()) out += "id: " + scalar(spec.id) + "\n";
    if (spec.truth) {
        out += "truth: {column: " + scalar(spec.truth->column);
        if (!spec.truth->entity.empty()) out += ", entity: " + scalar(spec.truth->entity);
        out += "}\n";
    }
    out += "columns:\n";
    for (const Comparison& one : spec.columns) {
        out += "  " + scalar(one.column) + ": {compare: " + std::string(name_of(one.compare));
        if (!one.crossed.empty()) out += ", crossed: " + scalar(one.crossed);
        out += "}\n";
    }
    out += "blocking:\n";
    for (const Rule& rule : spec.rules) {
        std::vector<std::string> parts;
        for (const KeyPart& part : rule.parts) parts.push_back(scalar(to_string(part)));
        out += "  - [" + join(parts, ", ") + "]\n";
    }
    return out;
}

}  // namespace yici::linkage
