#include <gtest/gtest.h>

#include "cli/program.h"

namespace yici::test {
namespace {

TEST(Feel, PrintsTheValueAndSaysWhatWasNull) {
    const Outcome sum =
        run_program("feel 'sum(for x in paid per month return x * 2)' --context '{\"paid per month\": [1, 2.50]}'");
    EXPECT_EQ(sum.exit_code, 0);
    EXPECT_EQ(sum.output, "7\n");
    EXPECT_EQ(sum.errors, "");
    const Outcome null = run_program("feel '1 +\n  年龄 < 2' --context '{\"年龄\": null}' --lang en");
    EXPECT_EQ(null.exit_code, 0);
    EXPECT_EQ(null.output, "null\n");
    EXPECT_EQ(null.errors,
              "1:3 The operation has no result for these values (number + Null)\n"
              "2:6 These values cannot be compared (Null < number)\n");
}

TEST(Feel, PrintsJsonWithTheDecimalsThatWereWritten) {
    const Outcome outcome = run_program(
        "feel '{d: date(\"2018-06-12\"), n: n + 0.1, t: @\"P1D\"}' --context '{\"n\": 12345678901234567890.1}' --json");
    EXPECT_EQ(outcome.output, "{\"d\": \"2018-06-12\", \"n\": 12345678901234567890.2, \"t\": \"P1D\"}\n");
}

TEST(Feel, TestsACell) {
    EXPECT_EQ(run_program("feel '[18..60), null' --unary 60").output, "false\n");
    EXPECT_EQ(run_program("feel 'not(< limit)' --unary 60 --context '{\"limit\": 50}'").output, "true\n");
    EXPECT_EQ(run_program("feel - --unary 60").output, "true\n");
}

TEST(Feel, ShowsAFaultWithACaret) {
    const Outcome outcome = run_program("feel '年龄 + )' --lang en");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.output, "");
    EXPECT_NE(outcome.errors.find("年龄 + )\n       ^\n"), std::string::npos) << outcome.errors;
    EXPECT_NE(outcome.errors.find("1:6"), std::string::npos);
}

TEST(Feel, StopsWhatRunsAway) {
    const Outcome outcome = run_program("feel 'for i in 1..1000000000 return i' --lang en");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_NE(outcome.errors.find("too many steps"), std::string::npos);
    EXPECT_EQ(run_program("feel '1' --context '[1]'").exit_code, 1);
}

}  // namespace
}  // namespace yici::test
