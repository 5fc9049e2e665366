#include "foundation/db/list_value.h"

#include <gtest/gtest.h>

#include <array>

#include "foundation/base/error.h"
#include "support/databases.h"

namespace yici::db {

namespace {

class ListValueTest : public test::DatabaseTest {
  protected:
    std::vector<std::string> back(const std::vector<std::string_view>& texts) {
        const std::array<Value, 1> values{list_value(texts)};
        return database().read_value([&](Transaction& tx) {
            std::vector<std::string> found;
            for (const Row& row : tx.query(
                     "SELECT asked.value, asked.place FROM " + list_rows(GetParam(), "asked") + " ORDER BY asked.place",
                     Values(values))) {
                EXPECT_EQ(row.integer(1), static_cast<int64_t>(found.size()));
                found.push_back(row.text(0));
            }
            return found;
        });
    }
};
YICI_ON_BOTH_DATABASES(ListValueTest);

}  // namespace

TEST_P(ListValueTest, TextsComeAsRowsInTheirOrder) {
    const std::vector<std::string_view> texts{"18:330106", "",         "\"quoted\"",        "back\\slash", "null",
                                              "12",        "高龄津贴", "line\nbreak\t\x01", "🧧",        "18:330106"};
    EXPECT_EQ(back(texts), std::vector<std::string>(texts.begin(), texts.end()));
}

TEST_P(ListValueTest, AnEmptyListHasNoRows) {
    EXPECT_TRUE(back({}).empty());
}

TEST_P(ListValueTest, TextThatNoDatabaseTakesIsRefused) {
    const std::vector<std::string_view> texts{"fine", std::string_view("a\0b", 3)};
    EXPECT_THROW((void)list_value(texts), Error);
}

}  // namespace yici::db
