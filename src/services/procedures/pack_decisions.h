#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "engines/process/execution.h"
#include "engines/rules/decisions.h"

namespace yici::procedures {

/// The decisions of a pack, for business rule tasks: by name or id, as the model says it.
class PackDecisions final : public process::DecisionRunner {
  public:
    /// Reads decisions/*.dmn; faults become findings.
    void load(const std::filesystem::path& pack, std::vector<Finding>& findings);
    [[nodiscard]] feel::Value decide(std::string_view decision, const feel::Context& variables,
                                     feel::Run& run) const override;

  private:
    mutable std::mutex mutex_;
    std::vector<rules::Decisions> models_;
};

}  // namespace yici::procedures
