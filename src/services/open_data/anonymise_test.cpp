#include "services/open_data/anonymise.h"

#include <gtest/gtest.h>

#include <map>

namespace yici::open_data {
namespace {

const std::vector<Column> kColumns{{"name", "姓名", records::Mask::name, false, Hierarchy::text},
                                   {"born", "出生日期", records::Mask::none, true, Hierarchy::date},
                                   {"division", "行政区划", records::Mask::none, true, Hierarchy::division},
                                   {"illness", "病种", records::Mask::none, false, Hierarchy::text}};

Rows population() {
    Rows rows;
    for (int i = 0; i < 200; ++i) {
        const std::string month = (i % 12 < 9 ? "0" : "") + std::to_string(i % 12 + 1);
        rows.push_back(
            {"张三丰", std::to_string(1950 + i % 40) + "-" + month + "-15", i % 3 == 0 ? "330106" : "330102", "x"});
    }
    rows.push_back({"李四", "1911-01-01", "331004", "y"});  // alone, whatever is done short of hiding all
    return rows;
}

TEST(Anonymise, NobodyIsSingledOutByTheQuasiIdentifiers) {
    for (const int k : {2, 5, 10}) {
        Rows rows = population();
        const Anonymity result = anonymise(kColumns, rows, k, 0.05);
        std::map<std::pair<std::string, std::string>, int> groups;
        for (const auto& row : rows) ++groups[{row[1], row[2]}];
        for (const auto& [key, size] : groups) EXPECT_GE(size, k) << key.first << " " << key.second;
        EXPECT_EQ(result.rows, 201);
        EXPECT_EQ(result.suppressed, 201 - std::ssize(rows));
        EXPECT_LE(result.suppressed, 10);
        EXPECT_GE(result.smallest_group, k);
    }
}

TEST(Anonymise, WhatIsDoneIsReported) {
    Rows rows = population();
    const Anonymity result = anonymise(kColumns, rows, 5, 0.05);
    ASSERT_EQ(result.levels.size(), 2U);
    EXPECT_EQ(result.levels[0].first, "born");
    EXPECT_GE(result.levels[0].second, 2);  // days and months single people out
    EXPECT_EQ(rows[0][0], "*三丰");
}

TEST(Anonymise, WithoutQuasiIdentifiersNothingIsLeftOut) {
    Rows rows{{"甲", "", "", ""}, {"乙", "", "", ""}};
    std::vector<Column> columns = kColumns;
    for (Column& column : columns) column.quasi = false;
    EXPECT_EQ(anonymise(columns, rows, 5, 0).suppressed, 0);
    EXPECT_EQ(rows.size(), 2U);
}

TEST(Anonymise, FewerThanKAreAllLeftOutOrAllAlike) {
    Rows rows = population();
    rows.resize(3);
    EXPECT_EQ(anonymise(kColumns, rows, 5, 0).suppressed, 3);
    EXPECT_TRUE(rows.empty());
}

TEST(Hierarchies, LevelByLevel) {
    EXPECT_EQ(generalised(Hierarchy::date, "1987-06-12", 1), "1987-06");
    EXPECT_EQ(generalised(Hierarchy::date, "1987-06-12", 3), "1985-1989");
    EXPECT_EQ(generalised(Hierarchy::date, "1987-06-12", 4), "*");
    EXPECT_EQ(generalised(Hierarchy::division, "330106109", 2), "3301");
    EXPECT_EQ(generalised(Hierarchy::number, "1234", 2), "1200-1299");
}

}  // namespace
}  // namespace yici::open_data
