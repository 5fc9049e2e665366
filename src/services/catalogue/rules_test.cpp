#include "services/catalogue/rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engines/codes/divisions.h"

namespace yici::catalogue {
namespace {

class TheProvincesPack : public ::testing::Test {
  protected:
    std::vector<Finding> findings;
    codes::Divisions divisions = codes::Divisions::load("packs/zhejiang/divisions.csv", findings);
    organisations::Directory bodies = organisations::Directory::load("packs/zhejiang", divisions, findings);
    records::RecordTypes types = records::RecordTypes::load("packs/zhejiang", findings);
    exchange::Resources resources = exchange::Resources::load("packs/zhejiang", types, findings);
    Rules rules = Rules::load("packs/zhejiang", bodies, resources, types, findings);
};

TEST_F(TheProvincesPack, IsSoundAndMakesAnEntryOfEveryResource) {
    for (const Finding& finding : findings) ADD_FAILURE() << finding.to_string(Language::en);
    ASSERT_EQ(rules.entries.size(), resources.all().size());
    for (const Entry& entry : rules.entries) EXPECT_TRUE(check(entry).empty()) << entry.code;
    const Entry& population = *std::ranges::find(rules.entries, "307001003/000021", &Entry::code);
    EXPECT_EQ(population.items.front().element, "DE00001");
    EXPECT_EQ(population.items.front().length, 18);
    EXPECT_EQ(population.theme, "SOCI");
    EXPECT_EQ(population.sensitivity, 3);
}

TEST(Entry, EveryFaultIsNamed) {
    Entry entry;
    entry.code = "x";
    entry.share_type = 2;
    entry.update_cycle = 9;
    entry.provider = "11330000002481063X";
    std::vector<std::string> keys;
    for (const Finding& finding : check(entry)) keys.push_back(finding.key);
    for (const char* key : {"catalogue.field_missing", "catalogue.provider_invalid", "catalogue.condition_missing",
                            "catalogue.code_unknown"}) {
        EXPECT_NE(std::ranges::find(keys, key), keys.end()) << key;
    }
}

TEST(Entry, NamesAndCodesOfTheLists) {
    EXPECT_EQ(name_of("share_type", 2), "有条件共享");
    EXPECT_EQ(name_of("update_cycle", 4, Language::en), "monthly");
    EXPECT_EQ(code_of("share_type", " 受限共享 "), "2");
    EXPECT_EQ(code_of("item_type", "日期型"), "D");
    EXPECT_FALSE(code_of("share_type", "看情况").has_value());
    EXPECT_EQ(path_of("307001003/000021"), "307001003-000021");
}

}  // namespace
}  // namespace yici::catalogue
