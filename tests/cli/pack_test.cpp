#include <gtest/gtest.h>

#include <filesystem>

#include "cli/program.h"
#include "foundation/base/files.h"
#include "support/suites.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

namespace fs = std::filesystem;

TEST(PackCheck, FindsZhejiangSound) {
    const Outcome outcome = run_program("pack check packs/zhejiang --lang en");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_TRUE(outcome.output.starts_with("sound: 1495 divisions, calendars until 2026, ")) << outcome.output;
}

TEST(PackCheck, NamesPlantedFaultsWithFileAndLine) {
    const TemporaryFolder folder;
    fs::copy("packs/zhejiang", folder.path(), fs::copy_options::recursive);
    const auto plant = [&](const char* name, std::string_view from, std::string_view to) {
        std::string text = read_file(folder.path() / name);
        ASSERT_NE(text.find(from), std::string::npos) << name;
        text.replace(text.find(from), from.size(), to);
        write_file_atomically(folder.path() / name, text);
    };
    plant("pack.yaml", "version:", "verzion:");
    plant("divisions.csv", "330102,上城区,county,330100", "330102,上城区,county,330200");
    plant("calendars/2018.yaml", "2018-01-01", "2018-13-01");
    plant("matters/elder_card.yaml", "promised_days: ", "promised_days: 99");
    plant("matters/elder_allowance.yaml", "licence_type: \"1133", "licence_type: \"9933");
    plant("matters/residence_permit.yaml", "resource: 307001", "resource: 999001");
    const Outcome outcome = run_program("pack check " + folder.path().string() + " --lang en");
    EXPECT_EQ(outcome.exit_code, 1);
    const std::string root = folder.path().string();
    for (const std::string& expected :
         {root + "/pack.yaml:4: ", root + "/divisions.csv:4: The name, level, parent",
          root + "/calendars/2018.yaml:5: There is no such day", root + "/matters/elder_card.yaml:",
          root + "/matters/elder_allowance.yaml:", root + "/matters/residence_permit.yaml:"})
        EXPECT_NE(outcome.output.find(expected), std::string::npos) << expected << "\n" << outcome.output;
}

TEST(PackCheck, RefusesAFolderThatIsNotThere) {
    EXPECT_EQ(run_program("pack check /nowhere").exit_code, 2);
    EXPECT_EQ(run_program("pack check").exit_code, 2);
}

TEST(PackImport, TakesTheRegisterAndPackCheckReadsIt) {
    YICI_SUITE_OR_SKIP(suite_folder, "matters");
    const TemporaryFolder folder;
    fs::copy("packs/zhejiang", folder.path(), fs::copy_options::recursive);
    const Outcome outcome =
        run_program("pack import-matters " + (suite_folder / "district_service_matters.csv").string() + " --out " +
                    folder.path().string() + " --lang en");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_TRUE(outcome.output.starts_with("taken 698, rejected 2\n")) << outcome.output;
    EXPECT_NE(outcome.output.find(":294: The item type disagrees"), std::string::npos);
    const Outcome check = run_program("pack check " + folder.path().string());
    EXPECT_EQ(check.exit_code, 0) << check.output;
    EXPECT_NE(check.output.find("698 matters of other registers"), std::string::npos);
}

TEST(PackImport, RefusesAnotherHeader) {
    const TemporaryFolder folder;
    write_file_atomically(folder.path() / "x.csv", "a,b\n1,2\n");
    const Outcome outcome = run_program("pack import-matters " + (folder.path() / "x.csv").string());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("task_type"), std::string::npos);
    EXPECT_EQ(run_program("pack import-matters /nowhere.csv").exit_code, 2);
}

}  // namespace
}  // namespace yici::test
