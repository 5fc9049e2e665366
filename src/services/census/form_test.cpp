#include "services/census/form.h"

#include <gtest/gtest.h>

#include "foundation/tables/workbook_sample.h"
#include "services/census/cell_values.h"

namespace yici::census {
namespace {

TEST(Dates, AreReadInEveryWriting) {
    for (const auto& [text, expected] :
         std::vector<std::pair<const char*, const char*>>{{"二〇一八年六月一日", "2018-06-01"},
                                                          {"二零一八年十二月三十一日", "2018-12-31"},
                                                          {"2018年6月", "2018-06"},
                                                          {"2018.6.1", "2018-06-01"},
                                                          {"2018/06/01", "2018-06-01"},
                                                          {"20180601", "2018-06-01"},
                                                          {"２０１８年", "2018"},
                                                          {"2018-06-01 00:00:00", "2018-06-01"},
                                                          {"43252", "2018-06-01"},
                                                          {"201806", "2018-06"},
                                                          {"二〇一八年十月廿一日", "2018-10-21"},
                                                          {" 2018 年 6 月 1 日 ", "2018-06-01"}}) {
        EXPECT_EQ(read_date(text), expected) << text;
    }
    for (const char* wrong : {"2018-02-30", "2018年13月", "去年", "6月1日", "2018.6.1.2", "1", "三〇一八年"}) {
        EXPECT_FALSE(read_date(wrong).has_value()) << wrong;
    }
}

TEST(Money, IsFenByItsOwnUnitOrTheHeaders) {
    EXPECT_EQ(read_money("120万元", ""), "120000000");
    EXPECT_EQ(read_money("1,200.50元", "万元"), "120050");
    EXPECT_EQ(read_money("35.6", "万元"), "35600000");
    EXPECT_EQ(read_money("35.6", "元"), "3560");
    EXPECT_EQ(read_money("0.5亿", ""), "5000000000");
    EXPECT_EQ(read_money("约30", ""), "30000000");
    EXPECT_FALSE(read_money("待定", "万元").has_value());
    EXPECT_FALSE(read_money("-3", "万元").has_value());
    EXPECT_FALSE(read_money("1.2.3", "万元").has_value());
}

TEST(Flags, AreReadAsPeopleTickThem) {
    for (const char* yes : {"是", "√", "✓", "有", "Y", "1", "已接入", "☑是 □否"}) EXPECT_EQ(read_flag(yes), "1") << yes;
    for (const char* no : {"否", "×", "无", "n", "0", "未接入", "□是 √否"}) EXPECT_EQ(read_flag(no), "0") << no;
    EXPECT_FALSE(read_flag("部分").has_value());
}

std::optional<std::string> value(std::string_view key, std::string_view cell, std::string_view unit = "") {
    return read_value(*field(key), cell, unit);
}

TEST(Values, OfChoicesCountsSizesAndLevels) {
    EXPECT_EQ(value("network", "政务外网、互联网"), "2;4");
    EXPECT_EQ(value("network", "√政务外网 □互联网"), "2");
    EXPECT_EQ(value("deployment", "是"), "1");
    EXPECT_EQ(value("fund_source", "省财政"), "2");
    EXPECT_FALSE(value("network", "量子网").has_value());
    EXPECT_EQ(value("users", "约1.2万人"), "12000");
    EXPECT_EQ(value("volume_gb", "2.5TB"), "2500");
    EXPECT_EQ(value("volume_gb", "300", "MB"), "0.3");
    EXPECT_EQ(value("protection", "第三级"), "3");
    EXPECT_EQ(value("protection", "三级"), "3");
    EXPECT_EQ(value("protection", "未定级"), "0");
    EXPECT_FALSE(value("protection", "9级").has_value());
    EXPECT_EQ(value("state", "—"), "");
}

/// As departments send it: a title over the whole width, a header of two merged rows, numbering, a note at the end.
tables::Sheet typical() {
    const std::string title = "政务信息系统普查表";
    const std::string money = "经费情况（万元）";
    return {
        "Sheet1",
        {{title, title, title, title, title, title, title, title},
         {"序号", "*单位名称", "系统名称（全称）", "上线 时间", money, money, "所在网络", "是否接入共享平台"},
         {"序号", "*单位名称", "系统名称（全称）", "上线 时间", "建设资金", "年运维费", "所在网络", "是否接入共享平台"},
         {"1", "2", "3", "4", "5", "6", "7", "8"},
         {"1", "浙江省公安厅", "人口综合管理系统", "二〇一二年三月", "1200", "96.5", "政务外网", "√"},
         {"2", "浙江省公安厅", "流动人口管理平台", "2015.6.1", "很多", "30万元", "互联网", "否"},
         {"3", "浙江省公安厅", "", "2015.6.1", "1", "1", "互联网", "否"},
         {"", "", "", "", "", "", "", ""},
         {"合计", "", "", "", "1201", "127.5", "", ""},
         {"填表说明：请如实填写", "", "", "", "", "", "", ""}}};
}

TEST(Form, HeadersOverTwoRowsAndWhatIsNoSystem) {
    const FormReading reading = read_form({typical()});
    ASSERT_EQ(reading.rows.size(), 2U);
    EXPECT_EQ(reading.rejected_rows, 1);
    const System& first = reading.rows[0].system;
    EXPECT_EQ(first.name(), "人口综合管理系统");
    EXPECT_EQ(first.value("live_on"), "2012-03");
    EXPECT_EQ(first.value("build_fen"), "1200000000");
    EXPECT_EQ(first.value("yearly_fen"), "96500000");
    EXPECT_EQ(first.value("network"), "2");
    EXPECT_EQ(first.value("connected"), "1");
    EXPECT_EQ(reading.rows[1].row, 6);
}

TEST(Form, EveryBadCellSaysWhereItIsAndWhatIsExpected) {
    const FormReading reading = read_form({typical()});
    ASSERT_EQ(reading.faults.size(), 2U);
    EXPECT_EQ(reading.faults[0].sheet, "Sheet1");
    EXPECT_EQ(reading.faults[0].row, 6);
    EXPECT_EQ(reading.faults[0].column, "E");
    EXPECT_EQ(reading.faults[0].field, "建设经费");
    EXPECT_EQ(reading.faults[0].value, "很多");
    EXPECT_EQ(reading.faults[0].key, "census.cell_invalid");
    EXPECT_NE(reading.faults[0].expected.find("万元"), std::string::npos);
    EXPECT_EQ(reading.faults[1].row, 7);
    EXPECT_EQ(reading.faults[1].key, "census.name_missing");
}

TEST(Form, UnknownColumnsAreLeftAsideAndTold) {
    const FormReading reading = read_form({{"a", {{"系统名称", "网址", "吉祥物"}, {"甲系统", "http://x", "熊猫"}}}});
    ASSERT_EQ(reading.rows.size(), 1U);
    ASSERT_EQ(reading.columns.size(), 3U);
    EXPECT_EQ(reading.columns[1].field, "url");
    EXPECT_EQ(reading.columns[2].field, "");
    EXPECT_TRUE(reading.faults.empty());
}

TEST(Form, ASheetWithoutAHeaderIsSaidSo) {
    const FormReading reading = read_form({{"a", {{"你好", "世界"}, {"1", "2"}}}});
    ASSERT_EQ(reading.faults.size(), 1U);
    EXPECT_EQ(reading.faults[0].key, "census.header_unknown");
}

/// A workbook as a department sends it: title and groups merged, a date as a date, GB style headers.
std::string department_workbook() {
    int row = 0;
    std::string rows;
    const auto text = [&](const char* column, const std::string& value) {
        rows +=
            "<c r='" + std::string(column) + std::to_string(row) + "' t='inlineStr'><is><t>" + value + "</t></is></c>";
    };
    const auto line = [&](const std::vector<std::pair<const char*, std::string>>& cells, const std::string& more = "") {
        ++row;
        rows += "<row r='" + std::to_string(row) + "'>";
        for (const auto& [column, value] : cells) text(column, value);
        rows += more + "</row>";
    };
    line({{"A", "附件2　政务信息系统普查登记表"}});
    line({{"A", "填报单位：浙江省公安厅"}});
    line({{"A", "1.系统名称"}, {"B", "2.上线日期"}, {"C", "3.资金（万元）"}, {"E", "4.等保级别"}, {"F", "5.是否上云"}});
    line({{"C", "建设资金"}, {"D", "运维费用"}});
    line({{"A", "人口综合管理系统"}, {"C", "1200"}, {"D", "96.5"}, {"E", "第三级"}, {"F", "是"}},
         "<c r='B5' s='1'><v>43252</v></c>");
    line({{"A", "暂住人口系统"}, {"B", "二〇一〇年"}, {"C", "80"}, {"D", "若干"}, {"E", "未定级"}, {"F", "否"}});
    return tables::zipped(tables::workbook_parts(
        "<sheetData>" + rows +
        "</sheetData><mergeCells><mergeCell ref='A1:F1'/><mergeCell ref='A2:F2'/><mergeCell ref='A3:A4'/>"
        "<mergeCell ref='B3:B4'/><mergeCell ref='C3:D3'/><mergeCell ref='E3:E4'/><mergeCell "
        "ref='F3:F4'/></mergeCells>"));
}

TEST(Form, AWorkbookWithMergedHeadersAndRealDates) {
    const FormReading reading = read_form(tables::read_workbook(department_workbook(), "form.xlsx"));
    ASSERT_EQ(reading.rows.size(), 2U);
    const System& first = reading.rows[0].system;
    EXPECT_EQ(first.name(), "人口综合管理系统");
    EXPECT_EQ(first.value("live_on"), "2018-06-01");
    EXPECT_EQ(first.value("build_fen"), "1200000000");
    EXPECT_EQ(first.value("yearly_fen"), "96500000");
    EXPECT_EQ(first.value("protection"), "3");
    EXPECT_EQ(first.value("deployment"), "1");
    EXPECT_EQ(reading.rows[1].system.value("live_on"), "2010");
    EXPECT_EQ(reading.rows[1].system.value("deployment"), "2");
    ASSERT_EQ(reading.faults.size(), 1U);
    EXPECT_EQ(reading.faults[0].column, "D");
    EXPECT_EQ(reading.faults[0].row, 6);
    EXPECT_EQ(reading.faults[0].value, "若干");
}

System system(const std::string& id, const std::string& body, std::map<std::string, std::string, std::less<>> values) {
    return {id, body, std::move(values)};
}

TEST(Proposals, DuplicatesAndZombiesWithTheirReasons) {
    const auto found = proposals({
        system("1", "A", {{"name", "浙江省人口综合管理系统（一期）"}, {"url", "http://www.x.cn/a/"}}),
        system("2", "A", {{"name", "人口综合信息平台"}, {"users", "0"}, {"state", "2"}}),
        system("3", "B", {{"name", "人口综合管理系统"}, {"url", "https://x.cn/a"}, {"filing", "33-1"}}),
        system("4", "B", {{"name", "不动产登记系统"}, {"filing", "33-1"}, {"state", "3"}}),
        system("5", "B", {{"name", "在建系统"}, {"users", "0"}, {"state", "1"}}),
    });
    std::map<std::string, std::vector<std::string>> told;
    for (const Proposal& one : found) {
        std::string key = one.kind;
        for (const std::string& id : one.systems) key += id;
        told[key] = one.reasons;
    }
    EXPECT_EQ(told["duplicate12"], std::vector<std::string>{"same_name"});
    EXPECT_EQ(told["duplicate13"],
              std::vector<std::string>{"same_address"});  // of other bodies names alone say nothing
    EXPECT_EQ(told["duplicate34"], std::vector<std::string>{"same_filing_number"});
    EXPECT_EQ(told["zombie2"], std::vector<std::string>{"no_users"});
    EXPECT_EQ(told["zombie4"], std::vector<std::string>{"stopped_not_cleared"});
    EXPECT_EQ(told.size(), 5U);
}

}  // namespace
}  // namespace yici::census
