#include <gtest/gtest.h>

#include "foundation/tables/number_format.h"
#include "foundation/tables/read.h"
#include "foundation/tables/workbook_sample.h"

namespace yici::tables {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& sheet, const std::string& properties = "") {
    const auto sheets = read_workbook(zipped(workbook_parts(sheet, properties)), "f.xlsx");
    EXPECT_EQ(sheets.size(), 1u);
    EXPECT_EQ(sheets[0].name, "普查");
    return sheets[0].rows;
}

void expect_refused(const std::string& bytes) {
    try {
        (void)read_workbook(bytes, "f.xlsx");
        ADD_FAILURE() << "was read";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "tables.workbook_refused");
        EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    }
}

TEST(Workbook, ReadsEveryKindOfCell) {
    const Rows rows = rows_of(
        "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
        "<c r='D1' t='inlineStr'><is><t>a_x000A_b</t></is></c></row>"
        "<row r='3'><c r='A3'><v>3.3010619900101E+14</v></c><c r='B3' s='1'><v>43263</v></c>"
        "<c r='C3' s='2'><v>43263.5</v></c><c r='D3' s='3'><v>0.75</v></c><c r='E3' "
        "s='4'><v>0.30000000000000004</v></c>"
        "<c r='F3' t='b'><v>1</v></c><c r='G3' t='e'><v>#N/A</v></c><c r='H3' t='str'><v>x</v></c></row>"
        "<row><c><v>1E-3</v></c></row></sheetData>");
    EXPECT_EQ(rows,
              (Rows{{"姓名", "张三", "", "a\nb"},
                    {},
                    {"330106199001010", "2018-06-12", "2018-06-12 12:00:00", "18:00:00", "0.3", "TRUE", "#N/A", "x"},
                    {"0.001"}}));
}

TEST(Workbook, FillsMergedAreas) {
    const Rows rows = rows_of(
        "<sheetData><row r='1'><c r='A1'><v>7</v></c></row><row r='2'><c r='C2'><v>8</v></c></row></sheetData>"
        "<mergeCells><mergeCell ref='A1:B2'/></mergeCells>");
    EXPECT_EQ(rows, (Rows{{"7", "7"}, {"7", "7", "8"}}));
}

TEST(Workbook, KnowsTheCalendarOf1904) {
    const std::string sheet = "<sheetData><row r='1'><c r='A1' s='1'><v>41801</v></c></row></sheetData>";
    EXPECT_EQ(rows_of(sheet, "date1904='1'"), (Rows{{"2018-06-12"}}));
}

TEST(Workbook, RefusesHostileArchives) {
    const std::string empty = "<sheetData/>";
    expect_refused("PK\x03\x04 not a zip");
    Parts parts = workbook_parts(empty);
    parts.back().second = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><worksheet>&a;</worksheet>";
    expect_refused(zipped(parts));
    parts.back().second.clear();
    for (int i = 0; i < 300; ++i) parts.back().second += "<a>";
    for (int i = 0; i < 300; ++i) parts.back().second += "</a>";
    expect_refused(zipped(parts));
    parts.back().second = "<worksheet>" + std::string(size_t{257} << 20, ' ') + "</worksheet>";
    expect_refused(zipped(parts));
    parts = workbook_parts("<sheetData><row r='9999999'><c><v>1</v></c></row></sheetData>");
    expect_refused(zipped(parts));
    parts = workbook_parts(
        "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData><mergeCells>"
        "<mergeCell ref='A1:XFD1048576'/></mergeCells>");
    expect_refused(zipped(parts));
    parts = workbook_parts("<sheetData><row r='1'><c r='A1' t='s'><v>2</v></c></row></sheetData>");
    expect_refused(zipped(parts));
}

TEST(NumberFormat, TellsDatesFromNumbersByTheirLetters) {
    for (const char* date : {"yyyy-mm-dd", "d/m/yy", "[$-804]yyyy\"年\"m\"月\";@", "mmm", "yyyy/m/d h:mm"})
        EXPECT_EQ(shown_by(std::string_view(date)), Shown::date) << date;
    for (const char* time : {"h:mm", "[h]:mm:ss", "mm:ss.0"})
        EXPECT_EQ(shown_by(std::string_view(time)), Shown::time) << time;
    for (const char* number : {"General", "0.00E+00", "#,##0\"days\"", "[Red]0", "0\\d", "@"})
        EXPECT_EQ(shown_by(std::string_view(number)), Shown::number) << number;
}

TEST(NumberFormat, CountsDaysAsSpreadsheetsDo) {
    EXPECT_EQ(serial_text(1, Shown::date, false), "1900-01-01");
    EXPECT_EQ(serial_text(59, Shown::date, false), "1900-02-28");
    EXPECT_FALSE(serial_text(60, Shown::date, false));
    EXPECT_EQ(serial_text(61, Shown::date, false), "1900-03-01");
    EXPECT_EQ(serial_text(2'958'465, Shown::date, false), "9999-12-31");
    EXPECT_FALSE(serial_text(-1, Shown::date, false));
    EXPECT_EQ(serial_text(1.5, Shown::time, false), "36:00:00");
    EXPECT_EQ(number_text("1.5E+2"), "150");
    EXPECT_EQ(number_text("-1.25E-3"), "-0.00125");
    EXPECT_EQ(number_text("12"), "12");
}

}  // namespace
}  // namespace yici::tables
