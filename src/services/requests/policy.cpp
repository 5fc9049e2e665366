#include "foundation/base/yaml.h"
#include "services/requests/requests.h"

namespace yici::requests {

namespace {

/// 0 to `most` days.
void take_days(const YamlNode& node, const char* key, int& days, int most) {
    const int64_t given = node.integer_or(key, days);
    if (given < 0 || given > most) return node[key].fault("requests.policy_out_of_range", key);
    days = static_cast<int>(given);
}

void take_quota(const YamlNode& node, const char* key, int64_t& quota) {
    const int64_t given = node.integer_or(key, quota);
    if (given < 1) return node[key].fault("requests.policy_out_of_range", key);
    quota = given;
}

}  // namespace

Policy Policy::load(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    Policy policy;
    const std::filesystem::path file = pack / "sharing/requests.yaml";
    if (!std::filesystem::exists(file)) return policy;
    const YamlNode root = YamlNode::load(file, findings);
    constexpr int kMostWorkingDays = 250;
    constexpr int kMostDays = 3660;
    if (const YamlNode clocks = root["clocks"]; clocks.present()) {
        take_days(clocks, "precheck", policy.precheck_days, kMostWorkingDays);
        take_days(clocks, "answer", policy.answer_days, kMostWorkingDays);
        take_days(clocks, "mediation", policy.mediation_days, kMostWorkingDays);
        take_days(clocks, "subscription", policy.subscription_days, kMostWorkingDays);
        take_days(clocks, "delivery", policy.delivery_days, kMostWorkingDays);
        take_days(clocks, "resubmission", policy.resubmission_days, kMostWorkingDays);
        clocks.reject_unknown_keys();
    }
    if (const YamlNode grants = root["grants"]; grants.present()) {
        take_days(grants, "days", policy.grant_days, kMostDays);
        take_days(grants, "longest_days", policy.longest_grant_days, kMostDays);
        take_quota(grants, "daily_quota", policy.daily_quota);
        take_quota(grants, "largest_daily_quota", policy.largest_daily_quota);
        grants.reject_unknown_keys();
    }
    if (const YamlNode review = root["review"]; review.present()) {
        take_days(review, "unused_days", policy.unused_days, kMostDays);
        take_days(review, "again_days", policy.review_again_days, kMostDays);
        take_days(review, "expiring_days", policy.expiring_days, kMostDays);
        review.reject_unknown_keys();
    }
    root.reject_unknown_keys();
    return policy;
}

}  // namespace yici::requests
