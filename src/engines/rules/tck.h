#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "foundation/base/clock.h"

namespace yici::rules {

/// A test case of the DMN TCK that did not do as it should.
struct TckFailure {
    std::string suite;     // the folder of the test file
    std::string test;      // its id
    std::string node;      // the result node
    std::string expected;  // as FEEL writes it
    std::string got;
    std::string notes;  // what the evaluation said on the way

    /// "FAIL suite/test/node: expected … got …"
    [[nodiscard]] std::string to_string() const;
};

/// Counts of test cases, not of their result nodes.
struct TckCounts {
    size_t passed = 0;
    size_t failed = 0;
    size_t skipped = 0;  // need an external Java or PMML function
};

/// Runs every test file (`testCases` of the DMN TCK) below a folder, in order of their paths. Numbers agree when they
/// differ by less than 1e-8, as with the TCK's own runner. A model or test file that cannot be read fails its cases.
TckCounts run_tck(const std::filesystem::path& folder, const Clock& clock,
                  const std::function<void(const TckFailure&)>& on_failure);

}  // namespace yici::rules
