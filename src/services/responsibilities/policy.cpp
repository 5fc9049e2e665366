#include "foundation/base/yaml.h"
#include "services/responsibilities/responsibilities.h"

namespace yici::responsibilities {

namespace {

void take(const YamlNode& root, const char* key, int& value, int most) {
    const int64_t given = root.integer_or(key, value);
    if (given < 1 || given > most) return root[key].fault("responsibilities.policy_out_of_range", key);
    value = static_cast<int>(given);
}

Target target_of(const YamlNode& node) {
    Target target;
    target.key = node.text("key");
    target.title = node.text("title");
    target.title_en = node.text_or("title_en", target.title);
    target.of = node.text("of");
    if (target.of != "livelihood" && target.of != "high_frequency" && target.of != "all") {
        node["of"].fault("responsibilities.policy_out_of_range", target.of);
    }
    const int64_t percent = node.integer("percent");
    if (percent < 0 || percent > 100) node["percent"].fault("responsibilities.policy_out_of_range", "percent");
    target.percent = static_cast<int>(percent);
    const int64_t star = node.integer_or("least_star", 0);
    if (star < 0 || star > 5) node["least_star"].fault("responsibilities.policy_out_of_range", "least_star");
    target.least_star = static_cast<int>(star);
    if (const std::string due = node.text_or("due_on", ""); !due.empty()) {
        target.due = parse_date(due);
        if (!target.due) node["due_on"].fault("responsibilities.policy_out_of_range", due);
    }
    node.reject_unknown_keys();
    return target;
}

}  // namespace

Policy Policy::load(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    Policy policy;
    const std::filesystem::path file = pack / "sharing/responsibilities.yaml";
    if (!std::filesystem::exists(file)) return policy;
    const YamlNode root = YamlNode::load(file, findings);
    take(root, "days", policy.days, 250);
    take(root, "window_days", policy.window_days, 366);
    take(root, "failed_in_a_row", policy.failed_in_a_row, 1000);
    for (const YamlNode& node : root["targets"].items()) policy.targets.push_back(target_of(node));
    root.reject_unknown_keys();
    return policy;
}

}  // namespace yici::responsibilities
