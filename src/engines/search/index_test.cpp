#include "engines/search/index.h"

#include <gtest/gtest.h>

namespace yici::search {
namespace {

class Catalogue : public ::testing::Test {
  protected:
    Catalogue() {
        for (const char* name :
             {"高龄津贴申领", "残疾人证办理", "最低生活保障", "户口簿信息", "婚姻登记信息", "道路运输经营许可信息",
              "住房公积金账户信息", "职工基本养老保险参保信息", "Population basics", "法人单位基本信息"}) {
            index.put({name, {{name, 3}}});
        }
        index.put({"人口基本信息", {{"人口基本信息", 3}, {"公民身份号码 姓名 出生日期", 1}}});
    }
    [[nodiscard]] std::string best(std::string_view query) const {
        const auto hits = index.search(query);
        return hits.empty() ? "" : hits.front().id;
    }
    Index index{{{"高龄", "老人", "老年人"}, {"津贴", "补贴"}, {"结婚证", "婚姻登记"}, {"社保", "养老保险"}}};
};

TEST_F(Catalogue, FindsByNameInAnyOrder) {
    EXPECT_EQ(best("高龄津贴"), "高龄津贴申领");
    EXPECT_EQ(best("津贴 高龄"), "高龄津贴申领");
    EXPECT_EQ(best("信息婚姻"), "婚姻登记信息");
    EXPECT_EQ(best("出生日期"), "人口基本信息");
}

TEST_F(Catalogue, FindsWhatIsMeant) {
    EXPECT_EQ(best("老人津贴"), "高龄津贴申领");
    EXPECT_EQ(best("老年人补贴怎么领"), "高龄津贴申领");
    EXPECT_EQ(best("结婚证"), "婚姻登记信息");
    EXPECT_EQ(best("社保"), "职工基本养老保险参保信息");
}

TEST_F(Catalogue, ForgivesSlips) {
    EXPECT_EQ(best("高龄金贴"), "高龄津贴申领");  // a wrong character of the same sound
    EXPECT_EQ(best("残级人证"), "残疾人证办理");
    EXPECT_EQ(best("gaoling"), "高龄津贴申领");
    EXPECT_EQ(best("hkbxx"), "户口簿信息");
    EXPECT_EQ(best("poplation"), "Population basics");
    EXPECT_EQ(best("ＰＯＰＵＬＡＴＩＯＮ"), "Population basics");
}

TEST_F(Catalogue, FindsNothingWhereNothingIs) {
    EXPECT_TRUE(index.search("").empty());
    EXPECT_TRUE(index.search("  ，。").empty());
    EXPECT_TRUE(index.search("天体物理").empty());
}

TEST_F(Catalogue, ReplacedAndRemovedDocumentsAreForgotten) {
    index.put({"高龄津贴申领", {{"空白", 1}}});
    EXPECT_NE(best("高龄"), "高龄津贴申领");
    EXPECT_EQ(best("空白"), "高龄津贴申领");
    const size_t before = index.size();
    index.remove("高龄津贴申领");
    EXPECT_EQ(index.size(), before - 1);
    EXPECT_TRUE(index.search("空白").empty());
}

}  // namespace
}  // namespace yici::search
