#include <algorithm>
#include <array>

#include "foundation/base/yaml.h"
#include "services/open_data/open_data.h"

namespace yici::open_data {

namespace {

constexpr std::array<std::pair<std::string_view, Hierarchy>, 4> kHierarchies{{{"date", Hierarchy::date},
                                                                              {"division", Hierarchy::division},
                                                                              {"number", Hierarchy::number},
                                                                              {"text", Hierarchy::text}}};

Column read_column(const YamlNode& node, const records::RecordType& type) {
    Column column;
    column.name = node.text("item");
    const records::Field* known = type.find(column.name);
    if (known == nullptr) {
        node.fault("open_data.column_unknown", column.name);
        return column;
    }
    column.title = known->title;
    // Sensitive values are masked as everywhere, unless the plan says how.
    const std::string mask = node.text_or("mask", known->sensitivity >= 3 ? records::to_string(known->mask) : "none");
    if (const auto rule = records::parse_mask(mask)) {
        column.mask = *rule;
    } else {
        node.fault("open_data.mask_unknown", mask);
    }
    column.quasi = node.flag_or("quasi", false);
    const std::string hierarchy =
        node.text_or("hierarchy", known->data_type == records::DataType::date ? "date" : "text");
    const auto* found = std::ranges::find(kHierarchies, hierarchy, &std::pair<std::string_view, Hierarchy>::first);
    if (found == kHierarchies.end()) {
        node.fault("open_data.hierarchy_unknown", hierarchy);
    } else {
        column.hierarchy = found->second;
    }
    node.reject_unknown_keys();
    return column;
}

}  // namespace

std::vector<Plan> load_plans(const std::filesystem::path& pack, const catalogue::Rules& rules,
                             const records::RecordTypes& types, std::vector<Finding>& findings) {
    std::vector<Plan> plans;
    if (!std::filesystem::exists(pack / "open_data.yaml")) return plans;
    const YamlNode root = YamlNode::load(pack / "open_data.yaml", findings);
    for (const YamlNode& node : root["datasets"].items()) {
        Plan plan;
        plan.resource = node.text("resource");
        const auto entry = std::ranges::find(rules.entries, plan.resource, &catalogue::Entry::code);
        if (entry == rules.entries.end() || !entry->open) {
            node.fault("open_data.not_open", plan.resource);
            continue;
        }
        plan.record_type = entry->record_type;
        plan.k = static_cast<int>(node.integer_or("k", 1));
        plan.most_suppressed = node.number_or("most_suppressed", 0.05);
        if (plan.k < 1 || plan.most_suppressed < 0 || plan.most_suppressed > 1) node.fault("open_data.k_invalid");
        if (const records::RecordType* type = types.find(plan.record_type)) {
            for (const YamlNode& column : node["columns"].items()) plan.columns.push_back(read_column(column, *type));
        }
        const bool quasi = std::ranges::any_of(plan.columns, &Column::quasi);
        if (quasi && plan.k < 2) node.fault("open_data.k_invalid", plan.resource);
        node.reject_unknown_keys();
        plans.push_back(std::move(plan));
    }
    root.reject_unknown_keys();
    return plans;
}

}  // namespace yici::open_data
