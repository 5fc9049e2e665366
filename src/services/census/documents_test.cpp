#include "services/census/documents.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "foundation/tables/read.h"
#include "foundation/tables/write.h"
#include "services/census/form.h"

namespace yici::census {
namespace {

std::vector<std::string> filled_in() {
    return {"居民健康档案系统",
            "健康档案",
            "浙江省公安厅",
            "档案查询",
            "信息处",
            "某公司",
            "在用",
            "2018年6月",
            "浙发改〔2017〕1号",
            "发改委",
            "省级财政;自筹",
            "120.5",
            "30",
            "全省",
            "3000",
            "每天",
            "政务外网",
            "政务云",
            "达梦",
            "500",
            "三级",
            "33000000001",
            "http://10.0.0.1/",
            "户籍办理",
            "307001003/000021",
            "查询接口",
            "婚姻登记",
            "是",
            "自建",
            "保留",
            "无"};
}

/// Sheets as somebody saves them who has typed rows below the header.
std::string saved(std::vector<tables::Sheet> sheets, const std::vector<std::string>& row) {
    sheets[0].rows.push_back(row);
    std::vector<tables::WrittenSheet> written;
    for (const tables::Sheet& sheet : sheets) {
        tables::WrittenSheet& one = written.emplace_back();
        one.name = sheet.name;
        for (const auto& cells : sheet.rows) one.rows.emplace_back(cells.begin(), cells.end());
    }
    return tables::write_workbook(written);
}

TEST(CensusForm, FilledInItIsTakenWhole) {
    std::vector<Finding> findings;
    const auto empty = tables::read_sheets(form_workbook(), "form", findings);
    ASSERT_EQ(empty.size(), 2U) << "the form and how it is filled in";
    EXPECT_EQ(empty[0].rows.size(), 1U);
    EXPECT_EQ(empty[1].rows.size(), fields().size() + 1);
    EXPECT_TRUE(read_form(empty).rows.empty()) << "the guide is no system";

    ASSERT_EQ(filled_in().size(), fields().size());
    const FormReading reading = read_form(tables::read_sheets(saved(empty, filled_in()), "form", findings));
    EXPECT_TRUE(findings.empty());
    for (const CellFault& fault : reading.faults)
        ADD_FAILURE() << fault.sheet << fault.column << fault.row << fault.key;
    ASSERT_EQ(reading.rows.size(), 1U);
    EXPECT_EQ(reading.columns.size(), fields().size());
    for (size_t i = 0; i < reading.columns.size(); ++i) EXPECT_EQ(reading.columns[i].field, fields()[i].key);
    const System& system = reading.rows[0].system;
    EXPECT_EQ(system.completeness(), 100);
    EXPECT_EQ(system.value("build_fen"), "120500000") << "万元 by the header";
    EXPECT_EQ(system.value("volume_gb"), "500");
    EXPECT_EQ(system.value("fund_source"), "2;5");
    EXPECT_EQ(system.value("protection"), "3");
    EXPECT_EQ(system.value("connected"), "1");
}

TEST(CensusForm, WhatColumnsOfferIsTaken) {
    std::vector<Finding> findings;
    const auto empty = tables::read_sheets(form_workbook(), "form", findings);
    for (const Field& one : fields()) {
        const auto column = static_cast<size_t>(&one - fields().data());
        for (const Option& option : one.options) {
            std::vector<std::string> row(column + 1);
            row[0] = "系统";
            row[column] = option.name;
            const FormReading reading = read_form(tables::read_sheets(saved(empty, row), "form", findings));
            ASSERT_EQ(reading.rows.size(), 1U) << option.name;
            EXPECT_EQ(reading.rows[0].system.value(one.key), option.code) << option.name;
        }
    }
}

TEST(CensusReport, IsAWorkbookThatSaysItsDay) {
    Report report;
    report.systems = 3;
    report.build_fen = 1'234'567'800;
    report.groups = {{"level", {{"省", 2}, {"市", 1}}}, {"network", {{"政务外网", 2}, {"未填", 1}}}};
    const std::vector<Progress> progress{
        {"11330000002481063P", "浙江省公安厅", 2, 2, 55, parse_instant("2018-06-11T17:00:00Z")},
        {"11330000002481071J", "=1+1", 2, 0, 0, std::nullopt}};
    const auto sheets = tables::read_workbook(report_workbook(report, progress, *parse_date("2018-06-12")), "report");
    ASSERT_EQ(sheets.size(), 3U);
    for (const tables::Sheet& sheet : sheets) EXPECT_EQ(sheet.rows[0].back(), "截至 2018-06-12");
    const auto has = [](const tables::Sheet& sheet, const std::vector<std::string>& row) {
        return std::ranges::find(sheet.rows, row) != sheet.rows.end();
    };
    EXPECT_TRUE(has(sheets[0], {"信息系统数", "3"}));
    EXPECT_TRUE(has(sheets[0], {"建设经费（万元）", "1234.56"}));
    EXPECT_TRUE(has(sheets[1], {"单位层级", "省", "2"}));
    EXPECT_TRUE(has(sheets[1], {"网络环境", "政务外网", "2", "一个系统可计入几类"}));
    EXPECT_TRUE(has(sheets[2], {"浙江省公安厅", "11330000002481063P", "2", "55", "2018-06-12"}));
    EXPECT_TRUE(has(sheets[2], {"=1+1", "11330000002481071J", "0"}));
    EXPECT_EQ(tables::read_workbook(report_workbook(report, {}, *parse_date("2018-06-12")), "report").size(), 2U);
}

}  // namespace
}  // namespace yici::census
