#include <gtest/gtest.h>

#include "cli/program.h"

namespace yici::test {
namespace {

TEST(Program, TellsVersionAndHelp) {
    EXPECT_EQ(run_program("--version").output, "0.1.0\n");
    EXPECT_EQ(run_program("--help").exit_code, 0);
    for (const char* wrong : {"", "frobnicate", "code", "code frobnicate", "code check"}) {
        const Outcome outcome = run_program(wrong);
        EXPECT_EQ(outcome.exit_code, 2) << wrong;
        EXPECT_NE(outcome.errors.find("Usage: "), std::string::npos) << wrong;
    }
}

TEST(CodeCheck, GivesAVerdictALine) {
    const Outcome outcome = run_program("code check id", "11010519491231002X\n11010519491231002x\n110105491231002");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.output,
              "11010519491231002X\tvalid\t\n11010519491231002x\tinvalid\tcodes.lower_case position 18\n"
              "110105491231002\tinvalid\tcodes.old_id_number 15 digits\n");
}

TEST(CodeCheck, KnowsEveryKind) {
    const std::pair<const char*, const char*> samples[] = {
        {"credit", "113301000024800019"},
        {"organisation", "MA2AAAA1-3"},
        {"division", "330106"},
        {"licence", "1.2.156.3005.2.11100000000013338W011.11330000000001804D.20180000001.001.2"},
        {"matter", "许可-00757-001"},
        {"acceptance", "33010018061200001235"}};
    for (const auto& [kind, value] : samples)
        EXPECT_EQ(run_program(std::string("code check ") + kind, value).output, std::string(value) + "\tvalid\t\n");
    const Outcome unknown = run_program("code check passport", "x\n");
    EXPECT_EQ(unknown.exit_code, 2);
    EXPECT_EQ(unknown.output, "");
    EXPECT_NE(unknown.errors.find("passport"), std::string::npos);
}

TEST(CodeCheck, TakesLineEndsBadBytesAndLongLines) {
    EXPECT_EQ(run_program("code check division",
                          "\xEF\xBB\xBF"
                          "330106\r\n330100")
                  .output,
              "330106\tvalid\t\n330100\tvalid\t\n");
    EXPECT_EQ(run_program("code check division", "").output, "");
    EXPECT_EQ(run_program("code check division", "\n330106").output,
              "\tinvalid\tcodes.wrong_length expected 6, 9 or 12 digits, found 0\n330106\tvalid\t\n");
    EXPECT_EQ(run_program("code check division",
                          "33\xFF"
                          "0\n")
                  .output,
              "33\\xff0\tinvalid\tcodes.not_utf8 the text is not UTF-8\n");
    EXPECT_EQ(run_program("code check division", "33\t0106").output,
              "33\\x090106\tinvalid\tcodes.white_space position 3\n");
    const Outcome outcome = run_program("code check division", std::string(1 << 20, '3') + "\n330106\n");
    EXPECT_NE(outcome.output.find("\tinvalid\tcodes.wrong_length more than 4096 bytes\n330106\tvalid\t\n"),
              std::string::npos);
    EXPECT_LT(outcome.output.size(), 5000u);
}

TEST(CodeCheck, StreamsManyLines) {
    std::string input;
    for (int i = 0; i < 200'000; ++i) input += "11010519491231002X\r\n";
    const Outcome outcome = run_program("code check id", input);
    EXPECT_EQ(outcome.output.size(), 200'000 * std::string("11010519491231002X\tvalid\t\n").size());
}

TEST(ClockDue, CountsAndTellsHow) {
    const Outcome outcome = run_program("clock due --from 2018-09-28 --days 5 --suspend 2018-10-08..2018-10-09");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_TRUE(outcome.output.starts_with("2018-10-12\n2018-09-29 星期六 第1个工作日（调休上班）\n"))
        << outcome.output;
    EXPECT_EQ(run_program("clock due --from 2018-12-24 --days 10 --lang en").output.substr(0, 11), "2019-01-08\n");
}

TEST(ClockDue, SaysUnknownPastTheLastNotice) {
    const Outcome outcome = run_program("clock due --from 2026-12-30 --days 5");
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_EQ(outcome.output, "");
    EXPECT_TRUE(outcome.errors.starts_with("unknown\n"));
}

TEST(ClockDue, RefusesWhatIsMalformed) {
    for (const char* arguments :
         {"--from 2018-02-30 --days 5", "--from 2018-02-09 --days -1", "--from 2018-02-09",
          "--days x --from 2018-02-09", "--from 2018-02-09 --days 5 --suspend 2018-02-12",
          "--from 2018-02-09 --days 5 --lang fr", "--from 2018-02-09 --days 5 --calendar /nowhere",
          "--from 2018-02-09 --days 5 --suspend 2018-02-12..2018-02-13 --suspend 2018-02-13..2018-02-14"}) {
        const Outcome outcome = run_program(std::string("clock due ") + arguments);
        EXPECT_EQ(outcome.exit_code, 2) << arguments;
        EXPECT_EQ(outcome.output, "") << arguments;
        EXPECT_NE(outcome.errors, "") << arguments;
    }
}

}  // namespace
}  // namespace yici::test
