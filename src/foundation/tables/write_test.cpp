#include "foundation/tables/write.h"

#include <gtest/gtest.h>

#include "foundation/tables/package.h"
#include "foundation/tables/read.h"

namespace yici::tables {
namespace {

TEST(WrittenWorkbook, IsReadBackAsItWasWritten) {
    const std::string hard = "a<b>&\"c\"\n\t=SUM(A1) _x0041_ \x01 𠮷";
    const WrittenSheet first{"普查 & 表", {{"名称", "数"}, {hard, int64_t{-1200}}, {"", int64_t{7}}}, 1, {20, 8}, {}};
    WrittenSheet second{"二", {{"选"}}, 1, {}, {{0, {"政务云", "自建机房"}}, {1, {std::string(300, 'x')}}}};
    const std::string bytes = write_workbook({first, second});
    const auto sheets = read_workbook(bytes, "f.xlsx");
    ASSERT_EQ(sheets.size(), 2U);
    EXPECT_EQ(sheets[0].name, "普查 & 表");
    EXPECT_EQ(sheets[0].rows, (std::vector<std::vector<std::string>>{{"名称", "数"}, {hard, "-1200"}, {"", "7"}}));
    EXPECT_EQ(write_workbook({first, second}), bytes) << "the same sheets, the same bytes";
    const std::string part = *Package(bytes, "f.xlsx").part("xl/worksheets/sheet2.xml");
    EXPECT_NE(part.find("<formula1>\"政务云,自建机房\"</formula1>"), std::string::npos);
    EXPECT_NE(part.find("<dataValidations count=\"1\">"), std::string::npos) << "a list too long is not offered";
    EXPECT_NE(part.find("sqref=\"A2:A1048576\""), std::string::npos);
}

TEST(WrittenWorkbook, ColumnsHaveLetters) {
    EXPECT_EQ(column_letters(0), "A");
    EXPECT_EQ(column_letters(25), "Z");
    EXPECT_EQ(column_letters(26), "AA");
    EXPECT_EQ(column_letters(702), "AAA");
}

}  // namespace
}  // namespace yici::tables
