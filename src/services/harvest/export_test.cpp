#include <gtest/gtest.h>

#include <algorithm>

#include "foundation/base/csv.h"
#include "services/harvest/forms.h"
#include "services/harvest/harvest.h"

namespace yici::harvest {
namespace {

class Exports : public ::testing::Test {
  protected:
    std::vector<Finding> findings;
    codes::Divisions divisions = codes::Divisions::load("packs/zhejiang/divisions.csv", findings);
    organisations::Directory bodies = organisations::Directory::load("packs/zhejiang", divisions, findings);
    records::RecordTypes types = records::RecordTypes::load("packs/zhejiang", findings);
    exchange::Resources resources = exchange::Resources::load("packs/zhejiang", types, findings);
    catalogue::Rules rules = catalogue::Rules::load("packs/zhejiang", bodies, resources, types, findings);
    matters::Catalogue matters = matters::Catalogue::load("packs/zhejiang", findings);
    Context context{rules, bodies, divisions, "https://data.example.org", Date{}};

    [[nodiscard]] std::vector<Published> all() const {
        std::vector<Published> entries;
        for (const catalogue::Entry& entry : rules.entries) entries.push_back({entry, 1, ""});
        return entries;
    }
    static tables::Sheet sheet_of(const std::string& csv) {
        std::vector<Finding> faults;
        tables::Sheet sheet{"csv", {}};
        for (const CsvRow& row : parse_csv(csv, "x.csv", faults)) sheet.rows.push_back(row.cells);
        EXPECT_TRUE(faults.empty());
        return sheet;
    }
};

TEST_F(Exports, EveryResourceIsADatasetWithItsRecordAndDistribution) {
    const rdf::Graph graph = to_dcat(context, all());
    EXPECT_EQ(graph.of_type("dcat:Dataset").size(), rules.entries.size());
    EXPECT_EQ(graph.of_type("dcat:CatalogRecord").size(), rules.entries.size());
    const auto open = std::ranges::count_if(rules.entries, &catalogue::Entry::open);
    EXPECT_EQ(graph.of_type("dcat:Distribution").size(), rules.entries.size() + 2 * static_cast<size_t>(open));
    const auto population = rdf::iri("https://data.example.org/api/v1/catalogue/entries/307001003-000021");
    EXPECT_EQ(graph.text(population, "dct:title", "zh"), "人口基本信息");
    EXPECT_EQ(graph.object(population, "dct:accrualPeriodicity")->value,
              "http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT");
    EXPECT_EQ(graph.object(population, "dct:accessRights")->value,
              "http://publications.europa.eu/resource/authority/access-right/RESTRICTED");
}

TEST_F(Exports, BothFormsOfTheGraphAreReadBackAlike) {
    for (const rdf::Graph& graph : {to_dcat(context, all()), to_cpsv(context, matters.all())}) {
        EXPECT_EQ(rdf::parse_turtle(rdf::to_turtle(graph)), graph);
        EXPECT_EQ(rdf::parse_json_ld(rdf::to_json_ld(graph)), graph);
    }
}

TEST_F(Exports, AnEntryThatIsNotSharedIsNotServed) {
    std::vector<Published> entries = all();
    entries[0].entry.share_type = 3;
    const rdf::Graph graph = to_dcat(context, entries);
    const auto service = rdf::iri("https://data.example.org/api/v1/catalogue#calls");
    EXPECT_EQ(graph.objects(service, "dcat:servesDataset").size(), entries.size() - 1);
}

TEST_F(Exports, CsvGivesEveryFieldBack) {
    std::vector<Published> entries = all();
    entries[0].entry.abstract = "有逗号, 引号\" 和\n换行";
    const auto read = read_form(sheet_of(write_form(Form::csv, entries)), "x.csv", findings);
    EXPECT_TRUE(findings.empty());
    ASSERT_EQ(read.size(), entries.size());
    for (size_t i = 0; i < read.size(); ++i) EXPECT_EQ(read[i], entries[i].entry) << read[i].code;
}

TEST_F(Exports, TheNationalFormNamesItsCodesAndIsRead) {
    const std::string form = write_form(Form::national, all());
    EXPECT_NE(form.find("有条件共享"), std::string::npos);
    const auto read = read_form(sheet_of(form), "x.csv", findings);
    EXPECT_TRUE(findings.empty());
    ASSERT_EQ(read.size(), rules.entries.size());
    EXPECT_EQ(read[0].share_type, rules.entries[0].share_type);
    EXPECT_EQ(read[0].update_cycle, rules.entries[0].update_cycle);
    EXPECT_EQ(read[0].items.size(), rules.entries[0].items.size());
}

TEST_F(Exports, WhatIsNotInACodeListIsFoundWithItsRow) {
    const auto read =
        read_form(sheet_of("信息资源名称,共享类型,信息项名称\n甲,看情况,a\n乙,无条件共享,b\n"), "x.csv", findings);
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0].name, "乙");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].key, "harvest.value_unknown");
    EXPECT_EQ(findings[0].line, 2);
}

TEST_F(Exports, MattersCarryTheirLimitsCostsAndResults) {
    const rdf::Graph graph = to_cpsv(context, matters.all());
    EXPECT_EQ(graph.of_type("cpsv:PublicService").size(), matters.all().size());
    const auto allowance = graph.of_type("cpsv:PublicService");
    const auto elder = std::ranges::find_if(
        allowance, [&](const rdf::Term& one) { return graph.text(one, "dct:identifier") == "给付-00123-001"; });
    ASSERT_NE(elder, allowance.end());
    EXPECT_EQ(graph.text(*elder, "cv:processingTime"), "P5D");
    EXPECT_EQ(graph.objects(*elder, "cpsv:hasInput").size(), 3U);
}

}  // namespace
}  // namespace yici::harvest
