#include "foundation/base/yaml.h"
#include "services/disputes/disputes.h"

namespace yici::disputes {

Policy Policy::load(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    Policy policy;
    const std::filesystem::path file = pack / "sharing/corrections.yaml";
    if (!std::filesystem::exists(file)) return policy;
    const YamlNode root = YamlNode::load(file, findings);
    const auto take = [&](const char* key, int& days) {
        constexpr int64_t kMost = 250;
        const int64_t given = root.integer_or(key, days);
        if (given < 0 || given > kMost) return root[key].fault("disputes.policy_out_of_range", key);
        days = static_cast<int>(given);
    };
    take("days", policy.correction_days);
    take("extension_days", policy.extension_days);
    root.reject_unknown_keys();
    return policy;
}

}  // namespace yici::disputes
