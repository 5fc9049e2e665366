#include "engines/records/record_type.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "support/temporary_folder.h"

namespace yici::records {
namespace {

RecordTypes load(const std::string& text, std::vector<Finding>& findings) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "records");
    std::ofstream(folder.path() / "records" / "person.yaml") << text;
    return RecordTypes::load(folder.path(), findings);
}

constexpr const char* kGood = R"(type: person
title: 人口
subject: person
fields:
  - {name: name, title: 姓名, title_en: Name, authority: 113301000024800019, sensitivity: 2, mask: name}
  - {name: birth_date, title: 出生日期, data_type: date, authority: 113301000024800019}
)";

TEST(RecordTypesTest, ReadsAPack) {
    std::vector<Finding> findings;
    const RecordTypes types = load(kGood, findings);
    for (const Finding& finding : findings) ADD_FAILURE() << finding.to_string(Language::en);
    const RecordType* person = types.find("person");
    ASSERT_NE(person, nullptr);
    EXPECT_EQ(person->subject, SubjectKind::person);
    EXPECT_EQ(person->position_of("birth_date"), 1U);
    EXPECT_EQ(person->find("birth_date")->data_type, DataType::date);
    EXPECT_EQ(person->find("name")->mask, Mask::name);
    EXPECT_EQ(person->find("nothing"), nullptr);
    EXPECT_EQ(types.find("dog"), nullptr);
}

TEST(RecordTypesTest, NamesEveryFaultWithItsLine) {
    const std::vector<std::tuple<std::string, std::string, std::string, int>> cases{
        {"mask: name", "mask: nose", "records.mask_unknown", 5},
        {"sensitivity: 2", "sensitivity: 5", "records.sensitivity_invalid", 5},
        {"data_type: date", "data_type: day", "records.data_type_unknown", 6},
        {"name: birth_date", "name: name", "records.field_twice", 6},
        {"name: birth_date", "name: Birth-Date", "records.name_invalid", 6},
        {"authority: 113301000024800019}", "authority: 113301000024800018}", "records.authority_invalid", 6},
        {"subject: person", "subject: dog", "records.subject_kind_unknown", 3},
        {"title: 人口", "titel: 人口", "base.yaml_unknown_key", 2}};
    for (const auto& [from, to, key, line] : cases) {
        std::string text = kGood;
        text.replace(text.find(from), from.size(), to);
        std::vector<Finding> findings;
        (void)load(text, findings);
        EXPECT_TRUE(std::ranges::any_of(findings, [&](const Finding& finding) {
            return finding.key == key && finding.line == line;
        })) << key;
    }
}

TEST(RecordValues, FitTheirTypesOrNot) {
    for (const char* good : {"0", "-1", "120", ""}) EXPECT_TRUE(fits(DataType::integer, good)) << good;
    for (const char* bad : {"01", "1.0", "+1", "-", "1234567890123456789", "x"}) {
        EXPECT_FALSE(fits(DataType::integer, bad)) << bad;
    }
    for (const char* good : {"0.5", "-1e9", "1.25E-3"}) EXPECT_TRUE(fits(DataType::number, good)) << good;
    for (const char* bad : {".5", "1.", "1e", "NaN"}) EXPECT_FALSE(fits(DataType::number, bad)) << bad;
    EXPECT_TRUE(fits(DataType::flag, "true"));
    EXPECT_FALSE(fits(DataType::flag, "1"));
    EXPECT_EQ(to_json(DataType::integer, "5"), "5");
    EXPECT_EQ(to_json(DataType::text, "5"), "\"5\"");
    EXPECT_EQ(to_json(DataType::text, ""), "null");
}

}  // namespace
}  // namespace yici::records
