#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/program.h"

namespace yici::test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// The value of "key": in one line of JSON: a string without its quotes, or a bare word.
std::string value_of(const std::string& line, const std::string& key) {
    const std::string mark = "\"" + key + "\":";
    const size_t at = line.find(mark);
    if (at == std::string::npos) return "no " + key;
    std::string rest = line.substr(at + mark.size());
    if (rest.starts_with('"')) return rest.substr(1, rest.find('"', 1) - 1);
    return rest.substr(0, rest.find_first_of(",}"));
}

TEST(DemoCorrection, AWrongBirthDateFindsBackToItsOwnerAndTheCaseIsWeighedAgain) {
    const Outcome outcome = run_program("demo correction --json --persons 1000 --entities 200");
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    std::vector<std::string> steps;
    std::map<std::string, std::string> told;
    for (const std::string& line : lines_of(outcome.output)) {
        steps.push_back(value_of(line, "step"));
        told[steps.back()] = line.substr(line.find("\"facts\":"));
    }
    EXPECT_THAT(steps, testing::ElementsAre("mistyped", "relied", "intake", "ticket", "merged", "warned", "evidence",
                                            "corrected", "flagged", "weighed", "figures"));
    EXPECT_EQ(value_of(told["mistyped"], "value"), "1958-01-30");
    EXPECT_EQ(value_of(told["relied"], "answer"), "yes");
    EXPECT_EQ(value_of(told["intake"], "value"), "1968-01-30");
    EXPECT_EQ(value_of(told["ticket"], "cases"), "1");
    const std::string ticket = value_of(told["ticket"], "ticket");
    EXPECT_EQ(value_of(told["merged"], "ticket"), ticket) << "the window's report joins it";
    EXPECT_EQ(value_of(told["merged"], "own"), ticket) << "and the citizen's";
    EXPECT_EQ(value_of(told["warned"], "disputed"), "true");
    EXPECT_EQ(value_of(told["evidence"], "id_number_says"), "1968-01-30");
    EXPECT_EQ(value_of(told["corrected"], "value"), "1968-01-30");
    EXPECT_EQ(value_of(told["corrected"], "disputed"), "false");
    EXPECT_EQ(value_of(told["flagged"], "case"), value_of(told["relied"], "case"));
    EXPECT_EQ(value_of(told["flagged"], "effect"), "answer_changed");
    EXPECT_EQ(value_of(told["weighed"], "verdict"), "changed");
    EXPECT_EQ(value_of(told["figures"], "corrected"), "1");
}

}  // namespace
}  // namespace yici::test
