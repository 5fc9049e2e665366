#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/resource.h"
#include "engines/quality/rule.h"
#include "engines/records/record_type.h"
#include "foundation/base/error.h"

namespace yici::quality_runs {

/// The rules of one resource: quality/NAME.yaml of a pack.
struct Plan {
    std::string name;
    std::string resource;
    std::string record_type;
    quality::RuleSet rules;
};

/// sharing/quality.yaml of a pack; defaults are the project's own.
struct Policy {
    int hour = 2;                  // of the night, in China, when every plan is due
    int64_t most_tickets = 200;    // that one run opens; the rest is counted
    int64_t most_findings = 2000;  // that one run keeps
    int64_t kept_runs = 60;        // with findings and counts; older ones keep their scores
};

struct Plans {
    Policy policy;
    std::vector<Plan> all;

    static Plans load(const std::filesystem::path& pack, const exchange::Resources& resources,
                      const records::RecordTypes& types, std::vector<Finding>& findings);
    [[nodiscard]] const Plan* find(std::string_view name) const;
};

}  // namespace yici::quality_runs
