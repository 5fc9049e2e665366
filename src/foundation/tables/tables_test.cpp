#include <gtest/gtest.h>

#include "foundation/base/files.h"
#include "foundation/base/yaml.h"
#include "foundation/tables/read.h"
#include "foundation/tables/workbook_sample.h"
#include "support/suites.h"
#include "support/temporary_folder.h"

namespace yici::tables {
namespace {

TEST(Csv, HoldsTheCellsThatTheSuiteExpects) {
    YICI_SUITE_OR_SKIP(folder, "csv");
    int cells = 0;
    for (const auto& path : files_in(folder / "csvs", ".csv")) {
        std::vector<Finding> findings;
        const Table table = read_csv(yici::read_file(path), path.string(), findings);
        const auto json = folder / "json" / (path.stem().string() + ".json");
        const YamlNode expected = YamlNode::parse(yici::read_file(json), json.string(), findings);
        // One file's JSON is an object instead of a list, and its telephone number is not the CSV's.
        const bool lone = path.stem() == "location_coordinates";
        const auto records = lone ? std::vector<YamlNode>{expected} : expected.items();
        ASSERT_TRUE(findings.empty()) << path;
        ASSERT_EQ(table.rows(), records.size()) << path;
        for (size_t row = 0; row < table.rows(); ++row) {
            for (size_t column = lone ? 1 : 0; column < table.columns(); ++column, ++cells)
                EXPECT_EQ(table.cell(row, column), records[row].text(table.header()[column])) << path << " row " << row;
        }
    }
    EXPECT_GT(cells, 45);
}

TEST(Csv, TellsTheSeparatorAndFillsShortRows) {
    for (const char separator : {',', ';', '\t'}) {
        std::string text = "a|\"b,;\t\"|c\n1|2\n\n3|4|5|\n6|7|8|9\n";
        std::replace(text.begin(), text.end(), '|', separator);
        std::vector<Finding> findings;
        const Table table = read_csv(text, "f", findings);
        EXPECT_EQ(table.header(), (std::vector<std::string>{"a", "b,;\t", "c"}));
        ASSERT_EQ(table.rows(), 2u);
        EXPECT_EQ(table.cell(0, 1), "2");
        EXPECT_EQ(table.cell(0, 2), "");
        EXPECT_EQ(table.cell(1, 2), "5");
        EXPECT_EQ(table.line(1), 4);
        ASSERT_EQ(findings.size(), 1u);
        EXPECT_EQ(findings[0].key, "tables.too_many_cells");
        EXPECT_EQ(findings[0].line, 5);
    }
}

TEST(Csv, LeavesOutWhatItCannotRead) {
    std::vector<Finding> findings;
    const Table table = read_csv("a,b\n\"x\"y,1\n5\"6,2\n\"open\n", "f", findings);
    ASSERT_EQ(table.rows(), 1u);
    EXPECT_EQ(table.cell(0, 0), "5\"6");
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_EQ(findings[0].line, 2);
    EXPECT_EQ(findings[1].line, 4);
}

TEST(Encoding, IsToldByTheBytes) {
    EXPECT_EQ(to_utf8("浙江"), "浙江");
    EXPECT_EQ(to_utf8("\xEF\xBB\xBF浙江"), "浙江");
    EXPECT_EQ(to_utf8("\xD5\xE3\xBD\xAD"), "浙江");
    EXPECT_EQ(to_utf8(std::string_view("\xFF\xFE\x59\x6D\x40\xD8\x0B\xDC", 8)), "浙𠀋");
    EXPECT_EQ(to_utf8(std::string_view("\xFE\xFF\x6D\x59", 4)), "浙");
    EXPECT_EQ(to_utf8(""), "");
}

TEST(Encoding, RefusesTheUnknownAndSaysWhere) {
    const auto refused = [](std::string_view bytes) {
        try {
            (void)to_utf8(bytes);
        } catch (const Error& error) {
            EXPECT_EQ(error.key(), "tables.encoding_unknown");
            return error.detail();
        }
        return std::string("read");
    };
    EXPECT_EQ(refused("ab\xFF"), "byte 3");
    EXPECT_EQ(refused("浙江\n浙\xE6\n数据\n"), "byte 11");                  // UTF-8 with one spoilt line
    EXPECT_EQ(refused(std::string_view("\xFF\xFE\x00\xDC", 4)), "byte 3");  // half a surrogate pair
    EXPECT_EQ(refused(std::string_view("\xFE\xFF\x6D", 3)), "byte 3");
}

TEST(File, IsToldByItsContent) {
    const test::TemporaryFolder folder;
    std::vector<Finding> findings;
    const auto path = folder.path() / "people.xlsx";
    const auto book = workbook_parts(
        "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c></row>"
        "<row r='3'><c r='A3' t='s'><v>1</v></c></row></sheetData>");
    write_file_atomically(path, zipped(book));
    const Table table = read_table(path, findings);
    EXPECT_EQ(table.header(), (std::vector<std::string>{"姓名"}));
    ASSERT_EQ(table.rows(), 1u);
    EXPECT_EQ(table.cell(0, 0), "张三");
    EXPECT_EQ(table.line(0), 3);

    write_file_atomically(path, "a;b\r\n1;2\r\n");
    const auto sheets = read_file(path, findings);
    ASSERT_EQ(sheets.size(), 1u);
    EXPECT_EQ(sheets[0].name, "people");
    EXPECT_EQ(sheets[0].rows, (std::vector<std::vector<std::string>>{{"a", "b"}, {"1", "2"}}));
    EXPECT_TRUE(findings.empty());

    write_file_atomically(path, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old");
    EXPECT_THROW((void)read_file(path, findings), Error);
    EXPECT_THROW((void)read_file(folder.path() / "none.csv", findings), Error);
}

}  // namespace
}  // namespace yici::tables
