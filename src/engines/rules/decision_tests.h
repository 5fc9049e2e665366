#pragma once

#include <filesystem>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/error.h"

namespace yici::rules {

struct DecisionCounts {
    size_t models = 0;
    size_t tables = 0;
    size_t tests = 0;
};

/// Runs the tests of one file (docs/formats/decisions.md): NAME.tests.yaml beside NAME.dmn. A test that fails is a
/// finding rules.test_failed with the line, what was expected, what came and why. Returns how many tests there are.
size_t run_decision_tests(const std::filesystem::path& file, const Clock& clock, std::vector<Finding>& findings);

/// All of a pack's decisions: every .dmn of the folder is compiled, its tables are checked, and the tests beside them
/// are run. An absent folder holds none.
DecisionCounts check_decisions(const std::filesystem::path& folder, const Clock& clock, std::vector<Finding>& findings);

}  // namespace yici::rules
