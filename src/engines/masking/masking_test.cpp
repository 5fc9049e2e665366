#include "engines/masking/masking.h"

#include <gtest/gtest.h>

#include "engines/codes/codes.h"
#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::masking {
namespace {

constexpr Date kToday{std::chrono::year(2018) / 6 / 12};
constexpr const char* kAdult = "330106199003072511";

/// A pack with one type whose only field has these conditions.
class MaskRulesTest : public testing::Test {
  protected:
    std::string shown(std::string_view mask, std::string_view conditions, std::string_view value, const Reader& reader,
                      std::string_view subject = kAdult) {
        std::filesystem::create_directories(folder_.path() / "records");
        write_file_atomically(folder_.path() / "records/a.yaml",
                              "type: a\ntitle: 甲\nsubject: person\nfields:\n  - {name: x, title: 乙, authority: "
                              "11330000000001804D, mask: " +
                                  std::string(mask) + "}\n");
        std::string text = read_file(folder_.path() / "records/a.yaml");
        text.insert(text.rfind('}'), ", " + std::string(conditions));
        write_file_atomically(folder_.path() / "records/a.yaml", text);
        std::vector<Finding> findings;
        const RecordTypes types = RecordTypes::load(folder_.path(), findings);
        const MaskRules rules = MaskRules::load(folder_.path(), types, findings);
        for (const Finding& one : findings) ADD_FAILURE() << one.to_string(Language::en);
        return rules.shown("a", types.all().at(0).fields.at(0), value, reader, subject, kToday);
    }

    test::TemporaryFolder folder_;
};

TEST_F(MaskRulesTest, LiftTheMaskForThePurposeAloneThatTheyName) {
    const std::string condition = R"(mask_unless: 'reader.kind = "staff" and matter = "确认-00268-002"')";
    Reader clerk{"staff", "11330106MB1000184X", {"clerk"}, false, "case", "确认-00268-002"};
    EXPECT_EQ(shown("name", condition, "陈晓敏", clerk), "陈晓敏");
    clerk.matter = "给付-00123-001";
    EXPECT_EQ(shown("name", condition, "陈晓敏", clerk), "*晓敏");
    EXPECT_EQ(shown("name", condition, "陈晓敏", {}), "*晓敏");
}

TEST_F(MaskRulesTest, HideMoreOfAMinor) {
    const Reader clerk{"staff", "", {"clerk"}, false, "case", ""};
    const std::string condition = "mask_strong_when: subject.minor";
    EXPECT_EQ(shown("id_number", condition, kAdult, clerk), records::mask(Mask::id_number, kAdult));
    std::string child = "33010620050307251";
    child += codes::IdNumber::check_character(child);
    const std::string hidden = records::mask(Mask::id_number, child, records::MaskStrength::strong);
    EXPECT_EQ(shown("id_number", condition, child, clerk, child), hidden);
    EXPECT_NE(hidden, records::mask(Mask::id_number, child));
}

TEST_F(MaskRulesTest, WhatTheyCannotTellStaysMasked) {
    const Reader nobody;
    EXPECT_EQ(shown("name", "mask_unless: subject.age > 100", "陈晓敏", nobody, "11330106MB1000184X"), "*晓敏");
    EXPECT_EQ(shown("name", "mask_unless: purpose", "陈晓敏", nobody), "*晓敏");
    EXPECT_EQ(shown("name", R"(mask_unless: 'list contains(reader.roles, "approver")')", "陈晓敏", nobody), "*晓敏");
}

TEST(MaskRules, FaultsOfThePackAreNamedWithTheirLine) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "records");
    write_file_atomically(folder.path() / "records/a.yaml", R"(type: a
title: 甲
subject: person
fields:
  - name: name
    title: 姓名
    authority: "11330000000001804D"
    mask: name
    mask_unless: reader.knd = "staff"
  - name: other
    title: 其他
    authority: "11330000000001804D"
    mask_unless: reader.own
)");
    std::vector<Finding> findings;
    const RecordTypes types = RecordTypes::load(folder.path(), findings);
    (void)MaskRules::load(folder.path(), types, findings);
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].key, "feel.unknown_name");
    EXPECT_EQ(findings[0].line, 9);
    EXPECT_EQ(findings[1].key, "masking.nothing_masked");
}

}  // namespace
}  // namespace yici::masking
