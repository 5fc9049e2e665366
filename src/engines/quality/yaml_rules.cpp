#include <algorithm>
#include <functional>
#include <map>

#include "engines/codes/codes.h"
#include "engines/quality/rule.h"
#include "foundation/base/clock.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/base/yaml.h"

namespace yici::quality {
namespace {

constexpr std::array<std::string_view, kDimensions> kNames{"normative",  "complete", "accurate",
                                                           "consistent", "timely",   "accessible"};
constexpr std::array<std::string_view, kDimensions> kChineseNames{"规范性", "完整性", "准确性",
                                                                  "一致性", "时效性", "可访问性"};

std::optional<Dimension> dimension_named(std::string_view name) {
    for (size_t i = 0; i < kDimensions; ++i)
        if (kNames[i] == name || kChineseNames[i] == name) return static_cast<Dimension>(i);
    return std::nullopt;
}

class RulesReader {
  public:
    RulesReader(const std::string& file, std::vector<Finding>& findings)
        : folder_(std::filesystem::path(file).parent_path()), findings_(findings) {
        set_.file = file;
    }

    RuleSet read(const YamlNode& root) {
        set_.resource = root.text_or("resource", "");
        for (const auto& [name, node] : root["weights"].present() ? root["weights"].entries() : Entries{}) {
            const auto dimension = dimension_named(name);
            if (!dimension) {
                node.fault("quality.dimension_unknown", name);
                continue;
            }
            set_.weights[static_cast<size_t>(*dimension)] = root["weights"].number_or(name, 1);
        }
        const std::vector<YamlNode> items = root["rules"].items();
        for (size_t i = 0; i < items.size(); ++i) read_rule(items[i], i + 1);
        root.reject_unknown_keys();
        return std::move(set_);
    }

  private:
    using Entries = std::vector<std::pair<std::string, YamlNode>>;
    using What = decltype(Rule::what);
    struct Kind {
        Dimension dimension;
        What (RulesReader::*read)(const YamlNode& rule, const YamlNode& body);
    };

    static const std::map<std::string, Kind, std::less<>>& kinds() {
        static const std::map<std::string, Kind, std::less<>> kKinds{
            {"complete", {Dimension::complete, &RulesReader::complete}},
            {"format", {Dimension::normative, &RulesReader::format}},
            {"type", {Dimension::normative, &RulesReader::typed}},
            {"code", {Dimension::normative, &RulesReader::code}},
            {"domain", {Dimension::normative, &RulesReader::domain}},
            {"range", {Dimension::accurate, &RulesReader::range}},
            {"identity", {Dimension::consistent, &RulesReader::identity}},
            {"depends", {Dimension::consistent, &RulesReader::depends}},
            {"deny", {Dimension::consistent, &RulesReader::deny}},
            {"unique", {Dimension::accurate, &RulesReader::unique}},
            {"refers", {Dimension::consistent, &RulesReader::refers}},
            {"timely", {Dimension::timely, &RulesReader::timely}},
            {"agrees", {Dimension::consistent, &RulesReader::agrees}},
            {"sources", {Dimension::consistent, &RulesReader::sources}},
            {"feel", {Dimension::accurate, &RulesReader::feel}}};
        return kKinds;
    }

    void read_rule(const YamlNode& node, size_t number) {
        const size_t faults = findings_.size();
        Rule rule;
        rule.line = node.line();
        rule.id = node.text_or("id", std::to_string(number));
        const bool twice =
            std::any_of(set_.rules.begin(), set_.rules.end(), [&](const Rule& each) { return each.id == rule.id; });
        if (twice) node.fault("quality.rule_twice", rule.id);
        const Kind* kind = nullptr;
        std::string word;
        for (const auto& [name, body] : node.entries()) {
            const auto found = kinds().find(name);
            if (found == kinds().end()) continue;
            if (kind != nullptr) body.fault("quality.rule_ambiguous", word + ", " + name);
            kind = &found->second;
            word = name;
        }
        if (kind == nullptr) return node.fault("quality.rule_without_kind", rule.id);
        rule.what = (this->*kind->read)(node, node[word]);
        rule.dimension = kind->dimension;
        if (const std::string name = node.text_or("dimension", ""); !name.empty()) {
            const auto dimension = dimension_named(name);
            if (!dimension) node.fault("quality.dimension_unknown", name);
            rule.dimension = dimension.value_or(kind->dimension);
        }
        const std::string empty = node.text_or("empty", "unknown");
        if (empty != "unknown" && empty != "value") node.fault("quality.empty_unknown", empty);
        rule.empty_is_value = empty == "value";
        rule.text = node.text_or("name", word + " " + rule.id);
        node.reject_unknown_keys();
        if (findings_.size() == faults) set_.rules.push_back(std::move(rule));
    }

    static std::vector<std::string> needed(const YamlNode& node, std::string_view key) {
        std::vector<std::string> names = node.texts(key);
        if (names.empty()) node.fault("base.yaml_missing_key", std::string(key));
        return names;
    }

    What complete(const YamlNode& rule, const YamlNode& /*body*/) { return Complete{needed(rule, "complete")}; }
    What unique(const YamlNode& rule, const YamlNode& /*body*/) { return Unique{needed(rule, "unique")}; }

    What format(const YamlNode& /*rule*/, const YamlNode& body) {
        return done(body, Format{body.text("column"), body.text("matches")});
    }

    What typed(const YamlNode& /*rule*/, const YamlNode& body) {
        static const std::map<std::string, Typed::Type, std::less<>> kTypes{{"date", Typed::Type::date},
                                                                            {"instant", Typed::Type::instant},
                                                                            {"integer", Typed::Type::integer},
                                                                            {"number", Typed::Type::number}};
        const auto found = kTypes.find(body.text("is"));
        if (found == kTypes.end()) body.fault("quality.type_unknown", body.text_or("is", ""));
        return done(body, Typed{body.text("column"), found == kTypes.end() ? Typed::Type::date : found->second});
    }

    What code(const YamlNode& /*rule*/, const YamlNode& body) {
        Code code{body.text("column"), body.text("is")};
        try {
            (void)codes::check(code.kind, "");
        } catch (const Error& error) {
            body.fault(error.key(), code.kind);
        }
        return done(body, code);
    }

    What domain(const YamlNode& /*rule*/, const YamlNode& body) {
        return done(body, Domain{body.text("column"), needed(body, "values")});
    }

    What range(const YamlNode& /*rule*/, const YamlNode& body) {
        Bounds bounds;
        bounds.column = body.text("column");
        if (body["from"].present()) bounds.from = body.text("from");
        if (body["to"].present()) bounds.to = body.text("to");
        bounds.dates = parse_date(bounds.from ? *bounds.from : bounds.to.value_or("")).has_value();
        const bool mixed = bounds.from && bounds.to && parse_date(*bounds.to).has_value() != bounds.dates;
        if ((!bounds.from && !bounds.to) || mixed) body.fault("quality.range_invalid", bounds.column);
        return done(body, bounds);
    }

    What identity(const YamlNode& /*rule*/, const YamlNode& body) {
        Identity identity{body.text("id"), body.text_or("birth_date", ""), body.text_or("sex", "")};
        if (identity.birth_date.empty() && identity.sex.empty()) body.fault("base.yaml_missing_key", "birth_date");
        return done(body, identity);
    }

    What depends(const YamlNode& /*rule*/, const YamlNode& body) {
        return done(body, Dependency{needed(body, "columns"), needed(body, "determine")});
    }

    What deny(const YamlNode& rule, const YamlNode& /*body*/) {
        std::string detail;
        const auto denial = parse_denial(rule.text("deny"), detail);
        if (!denial) rule.fault("quality.rule_unreadable", detail);
        return denial.value_or(Denial{});
    }

    What refers(const YamlNode& /*rule*/, const YamlNode& body) {
        return done(body, Reference{body.text("column"), folder_ / body.text("table"), body.text("to")});
    }

    What timely(const YamlNode& /*rule*/, const YamlNode& body) {
        Timely timely{body.text("column"), body.text_or("since", ""), body.integer("within_days")};
        if (timely.days < 0) body.fault("quality.range_invalid", "within_days");
        return done(body, timely);
    }

    What agrees(const YamlNode& /*rule*/, const YamlNode& body) {
        return done(body, Agreement{folder_ / body.text("table"), needed(body, "key"), needed(body, "columns")});
    }

    What sources(const YamlNode& /*rule*/, const YamlNode& body) {
        Sources sources{body.text("column"), body.texts("between")};
        if (sources.between.size() == 1) body.fault("quality.one_source", sources.between.front());
        return done(body, sources);
    }

    What feel(const YamlNode& rule, const YamlNode& /*body*/) { return Feel{rule.text("feel"), rule.texts("columns")}; }

    template <class Body>
    static What done(const YamlNode& node, Body body) {
        node.reject_unknown_keys();
        return body;
    }

    std::filesystem::path folder_;
    std::vector<Finding>& findings_;
    RuleSet set_;
};

}  // namespace

std::string_view name_of(Dimension dimension) {
    return kNames[static_cast<size_t>(dimension)];
}

std::string_view chinese_name_of(Dimension dimension) {
    return kChineseNames[static_cast<size_t>(dimension)];
}

RuleSet parse_yaml_rules(std::string_view text, const std::string& file, std::vector<Finding>& findings) {
    const YamlNode root = YamlNode::parse(text, file, findings);
    return RulesReader(file, findings).read(root);
}

RuleSet load_rules(const std::filesystem::path& file, std::vector<Finding>& findings) {
    const std::string text = read_file(file);
    const bool yaml = file.extension() == ".yaml" || file.extension() == ".yml";
    return yaml ? parse_yaml_rules(text, file.string(), findings) : parse_line_rules(text, file.string(), findings);
}

}  // namespace yici::quality
