#include <gtest/gtest.h>

#include "engines/rules/tck.h"
#include "support/suites.h"

namespace yici::rules {
namespace {

TckCounts run_level(const std::filesystem::path& suite, const char* level) {
    const SystemClock clock;
    return run_tck(suite / "TestCases" / level, clock, [](const TckFailure& failure) {
        ADD_FAILURE() << failure.to_string() << "\n    " << failure.notes;
    });
}

TEST(Tck, LevelTwo) {
    YICI_SUITE_OR_SKIP(suite, "dmn-tck");
    const TckCounts counts = run_level(suite, "compliance-level-2");
    EXPECT_EQ(counts.failed, 0u);
    EXPECT_EQ(counts.skipped, 0u);
    EXPECT_EQ(counts.passed, 116u);
}

TEST(Tck, LevelThree) {
    YICI_SUITE_OR_SKIP(suite, "dmn-tck");
    const TckCounts counts = run_level(suite, "compliance-level-3");
    EXPECT_EQ(counts.failed, 0u);
    EXPECT_EQ(counts.passed + counts.skipped, 1421u);
    EXPECT_LE(counts.skipped, 14u);  // functions of Java
}

}  // namespace
}  // namespace yici::rules
