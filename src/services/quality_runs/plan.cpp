#include "services/quality_runs/plan.h"

#include <algorithm>

#include "foundation/base/yaml.h"

namespace yici::quality_runs {

namespace {

int64_t in_range(const YamlNode& root, const char* key, int64_t fallback, int64_t least, int64_t most) {
    const int64_t given = root.integer_or(key, fallback);
    if (given >= least && given <= most) return given;
    root[key].fault("quality_runs.policy_out_of_range", key);
    return fallback;
}

Policy read_policy(const std::filesystem::path& file, std::vector<Finding>& findings) {
    constexpr int64_t kLastHour = 23;
    constexpr int64_t kMost = 1'000'000;
    Policy policy;
    if (!std::filesystem::exists(file)) return policy;
    const YamlNode root = YamlNode::load(file, findings);
    policy.hour = static_cast<int>(in_range(root, "hour", policy.hour, 0, kLastHour));
    policy.most_tickets = in_range(root, "most_tickets", policy.most_tickets, 1, kMost);
    policy.most_findings = in_range(root, "most_findings", policy.most_findings, 1, kMost);
    policy.kept_runs = in_range(root, "kept_runs", policy.kept_runs, 1, kMost);
    root.reject_unknown_keys();
    return policy;
}

}  // namespace

Plans Plans::load(const std::filesystem::path& pack, const exchange::Resources& resources,
                  const records::RecordTypes& types, std::vector<Finding>& findings) {
    Plans plans;
    plans.policy = read_policy(pack / "sharing/quality.yaml", findings);
    if (!std::filesystem::exists(pack / "quality")) return plans;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(pack / "quality")) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const std::filesystem::path& file : files) {
        Plan plan;
        plan.name = file.stem().string();
        plan.rules = quality::load_rules(file, findings);
        plan.resource = plan.rules.resource;
        const exchange::Resource* resource = resources.find(plan.resource);
        // Rules of an intake alone name no resource of the registry.
        if (resource == nullptr || types.find(resource->record_type) == nullptr) continue;
        plan.record_type = resource->record_type;
        plans.all.push_back(std::move(plan));
    }
    return plans;
}

const Plan* Plans::find(std::string_view name) const {
    const auto found = std::ranges::find(all, name, &Plan::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace yici::quality_runs
