#include "services/organisations/organisations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::organisations {
namespace {

constexpr const char* kDivisions =
    "code,name,level,parent,valid_from,valid_to,successor\n"
    "330000,浙江省,province,,,,\n330100,杭州市,city,330000,,,\n";

std::vector<std::string> faults_of(const std::string& yaml, Directory* result = nullptr) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder.path() / "divisions.csv", kDivisions);
    write_file_atomically(folder.path() / "organisations.yaml", yaml);
    std::vector<Finding> findings;
    const codes::Divisions divisions = codes::Divisions::load(folder.path() / "divisions.csv", findings);
    Directory directory = Directory::load(folder.path(), divisions, findings);
    if (result != nullptr) *result = std::move(directory);
    std::vector<std::string> keys;
    for (const Finding& finding : findings) keys.push_back(finding.key + ":" + std::to_string(finding.line));
    return keys;
}

TEST(Organisations, AreReadFromThePack) {
    Directory directory;
    EXPECT_THAT(
        faults_of("organisations:\n"
                  "  - {code: 11330000000001804D, name: 省局, name_en: Bureau, level: 2, division: \"330000\"}\n"
                  "  - {code: \"113301000024800019\", name: 市局, name_en: City, level: 3, division: \"330100\","
                  " parent: 11330000000001804D, made_up: true}\n",
                  &directory),
        testing::IsEmpty());
    EXPECT_EQ(directory.name_of("113301000024800019"), "市局");
    EXPECT_EQ(directory.name_of("unknown"), "unknown");
    EXPECT_EQ(directory.all().size(), 2u);
}

TEST(Organisations, EveryFaultNamesItsLine) {
    EXPECT_THAT(faults_of("organisations:\n"
                          "  - {code: 11330000000001804E, name: a, name_en: a, level: 2, division: \"330000\"}\n"
                          "  - {code: \"113301000024800019\", name: b, name_en: b, level: 9, division: \"999999\"}\n"
                          "  - {code: \"113301000024800019\", name: c, name_en: c, level: 3, division: \"330100\","
                          " parent: nobody}\n"),
                testing::UnorderedElementsAre("codes.wrong_check_digit:2", "organisations.unknown_division:3",
                                              "organisations.bad_level:3", "organisations.doubled_code:4",
                                              "organisations.unknown_parent:4"));
}

}  // namespace
}  // namespace yici::organisations
