#pragma once

#include <string>
#include <vector>

#include "services/quality_runs/quality_runs.h"

namespace yici::quality_runs {

/// As docs/openapi.yaml shapes them.
class RunJson {
  public:
    RunJson(const Parts& parts, QualityRuns& runs) : parts_(parts), runs_(runs) {}

    [[nodiscard]] std::string resources() const;
    [[nodiscard]] std::string run(const Run& run) const;
    [[nodiscard]] std::string runs(const RunPage& page, const http::Part& part) const;
    [[nodiscard]] std::string findings(const Plan& plan, const FoundPage& page, const http::Part& part) const;
    [[nodiscard]] std::string figures(const std::vector<BodyFigures>& figures) const;

  private:
    const Parts& parts_;
    QualityRuns& runs_;
};

}  // namespace yici::quality_runs
