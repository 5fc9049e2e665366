#include <gtest/gtest.h>

#include <fstream>

#include "engines/rules/decision_tests.h"
#include "engines/rules/input_json.h"
#include "engines/rules/sample_test.h"
#include "support/temporary_folder.h"

namespace yici::rules {
namespace {

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::string model() {
    return test::model_text("<itemDefinition name='tDate'><typeRef>date</typeRef></itemDefinition>" +
                            test::input("code", "string") + test::input("day", "tDate") +
                            test::table("", {"code", "day"},
                                        {{"\"007\"", "< date(\"2018-06-01\")", "day + duration(\"P1D\")"},
                                         {"\"007\"", ">= date(\"2018-06-01\")", "day"},
                                         {"not(\"007\")", "-", "null"}}));
}

TEST(DecisionTests, ThePassingOnesPassAndTheFailingOneSaysWhy) {
    const yici::test::TemporaryFolder folder;
    write(folder.path() / "a.dmn", model());
    write(folder.path() / "a.tests.yaml", R"(tests:
  - name: early
    decision: d
    input: {code: 007, day: 2018-05-31}
    expect: 2018-06-01
  - name: other code
    decision: d
    input: {code: "8", day: = date("2018-05-31")}
    expect:
  - name: wrong
    decision: d
    input: {code: 007, day: 2018-07-01}
    expect: 2018-07-02
)");
    const ManualClock clock{Instant{}};
    std::vector<Finding> findings;
    const auto models = check_decisions(folder.path(), clock, findings);
    ASSERT_EQ(models.size(), 1u);
    EXPECT_EQ(models[0].tables.size(), 1u);
    ASSERT_EQ(models[0].tests.size(), 3u);
    EXPECT_TRUE(models[0].tests[0].passed);
    EXPECT_EQ(models[0].tests[0].inputs.find("code")->to_string(), "\"007\"");
    EXPECT_FALSE(models[0].tests[2].passed);
    EXPECT_EQ(models[0].tests[2].got, feel::Value(feel::Date{2018, 7, 1}));
    ASSERT_EQ(findings.size(), 1u) << findings[0].to_string(Language::en);
    EXPECT_EQ(findings[0].key, "rules.test_failed");
    EXPECT_EQ(findings[0].line, 10);
    EXPECT_NE(findings[0].detail.find("第 2 条规则符合"), std::string::npos) << findings[0].detail;
}

TEST(DecisionTests, AGapAnUnknownInputAndABrokenModelAreFaults) {
    const yici::test::TemporaryFolder folder;
    write(folder.path() / "gap.dmn",
          test::model_text(test::input("x", "number") + test::table("", {"x"}, {{"< 1", "1"}})));
    write(folder.path() / "gap.tests.yaml", "tests:\n  - {name: a, decision: d, input: {y: 1}, expect: 1}\n");
    write(folder.path() / "broken.dmn", "<definitions");
    const ManualClock clock{Instant{}};
    std::vector<Finding> findings;
    (void)check_decisions(folder.path(), clock, findings);
    std::vector<std::string> keys;
    keys.reserve(findings.size());
    for (const Finding& finding : findings) keys.push_back(finding.key);
    EXPECT_EQ(keys, (std::vector<std::string>{"rules.xml_invalid", "rules.table_gap", "rules.unknown_input",
                                              "rules.test_failed"}));
}

TEST(InputJson, TextsBecomeWhatTheTypeWants) {
    std::vector<Finding> findings;
    std::vector<Document> documents;
    documents.push_back(Document::parse(model(), "m.dmn", findings));
    const auto decisions = Decisions::compile(std::move(documents), findings);
    const auto inputs = inputs_of_json(decisions, R"({"code": "007", "day": "2018-05-31", "sum": 0.1})");
    ASSERT_EQ(inputs.size(), 3u);
    EXPECT_EQ(inputs[0].value, feel::Value("007"));
    EXPECT_EQ(inputs[1].value, feel::Value(feel::Date{2018, 5, 31}));
    EXPECT_EQ(inputs[2].value, feel::Value(test::number("0.1")));
    EXPECT_THROW((void)inputs_of_json(decisions, "[1]"), Error);
    EXPECT_EQ(test::answer(decisions, "d", inputs), feel::Value(feel::Date{2018, 6, 1}));
}

}  // namespace
}  // namespace yici::rules
