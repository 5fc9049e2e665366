#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engines/rules/decisions.h"
#include "engines/rules/table_check.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"

namespace yici::rules {

/// What became of one test that lies beside a model.
struct TestOutcome {
    std::string name;
    std::string decision;
    feel::Context inputs;
    feel::Value expected;
    feel::Value got;
    bool passed = false;
};

/// What the checks say of one table of a model.
struct TableReport {
    std::string name;  // of the decision or knowledge model
    TableFindings found;
};

struct CheckedModel {
    std::filesystem::path file;
    Decisions model;
    std::vector<TableReport> tables;
    std::vector<TestOutcome> tests;
};

/// All of a pack's decisions: every .dmn of the folder is compiled, its tables are checked, and the tests beside it
/// (NAME.tests.yaml, docs/formats/decisions.md) are run. A test that fails is a finding rules.test_failed with the
/// line, what was expected, what came and why. An absent folder holds none.
std::vector<CheckedModel> check_decisions(const std::filesystem::path& folder, const Clock& clock,
                                          std::vector<Finding>& findings);

}  // namespace yici::rules
