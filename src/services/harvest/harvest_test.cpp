#include "services/harvest/harvest.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/harvest/read.h"

namespace yici::harvest {
namespace {

class Harvesting : public ::testing::Test {
  protected:
    std::vector<Finding> findings;
    codes::Divisions divisions = codes::Divisions::load("packs/zhejiang/divisions.csv", findings);
    organisations::Directory bodies = organisations::Directory::load("packs/zhejiang", divisions, findings);
    records::RecordTypes types = records::RecordTypes::load("packs/zhejiang", findings);
    exchange::Resources resources = exchange::Resources::load("packs/zhejiang", types, findings);
    catalogue::Rules rules = catalogue::Rules::load("packs/zhejiang", bodies, resources, types, findings);
    Context context{rules, bodies, divisions, "https://data.example.org", Date{}};

    [[nodiscard]] std::vector<Published> all() const {
        std::vector<Published> entries;
        for (const catalogue::Entry& entry : rules.entries) entries.push_back({entry, 1, ""});
        return entries;
    }
    static std::map<std::string, std::string> digests(const Harvested& harvested) {
        std::map<std::string, std::string> out;
        for (const auto& one : harvested.entries) out[one.entry.code] = one.digest;
        return out;
    }
};

TEST_F(Harvesting, OurOwnExportLosesNothing) {
    for (const char* format : {"ttl", "jsonld", "csv"}) {
        const Harvested harvested = read_catalogue(export_as(format, context, all()), "x");
        ASSERT_EQ(harvested.entries.size(), rules.entries.size()) << format;
        EXPECT_TRUE(harvested.findings.empty());
        for (const catalogue::Entry& entry : rules.entries) {
            const auto found =
                std::ranges::find_if(harvested.entries, [&](const auto& one) { return one.entry.code == entry.code; });
            ASSERT_NE(found, harvested.entries.end());
            catalogue::Entry read = found->entry;
            catalogue::Entry ours = entry;
            std::ranges::sort(read.keywords);  // a graph has no order
            std::ranges::sort(ours.keywords);
            EXPECT_EQ(catalogue::to_json(read), catalogue::to_json(ours)) << format;
        }
    }
}

TEST_F(Harvesting, TurtleAndJsonLdAreTheSameCatalogue) {
    const Harvested turtle = read_catalogue(export_as("ttl", context, all()), "x");
    const Harvested json = read_catalogue(export_as("jsonld", context, all()), "x");
    EXPECT_EQ(turtle.source, "https://data.example.org/api/v1/catalogue");
    EXPECT_EQ(turtle.source, json.source);
    EXPECT_EQ(digests(turtle), digests(json));
}

TEST_F(Harvesting, AnyChangeOfADatasetChangesItsDigestAlone) {
    std::vector<Published> entries = all();
    const auto before = digests(read_dcat(to_dcat(context, entries)));
    entries[2].entry.items[0].title += "（改）";
    const auto after = digests(read_dcat(to_dcat(context, entries)));
    for (const auto& [code, digest] : after) {
        EXPECT_EQ(digest == before.at(code), code != entries[2].entry.code) << code;
    }
}

TEST_F(Harvesting, OtherPeoplesCataloguesAreRead) {
    const Harvested harvested = read_catalogue(R"(
        @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        <http://x/c> a dcat:Catalog ; dcat:dataset <http://x/d> .
        <http://x/d> a dcat:Dataset ; dct:title "Bus stops"@en , "公交站点"@zh-CN ; dct:description "Where buses stop"@en ;
          dct:publisher [ a foaf:Agent ; foaf:name "City" ] ; dcat:keyword "bus" ;
          dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/MONTHLY> ;
          dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
          dcat:distribution [ a dcat:Distribution ; dcat:accessURL <http://x/d.csv> ;
            dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ] .
        <http://x/e> a dcat:Dataset .)",
                                               "x.ttl");
    ASSERT_EQ(harvested.entries.size(), 1U);
    const catalogue::Entry& entry = harvested.entries[0].entry;
    EXPECT_EQ(entry.code, "http://x/d");
    EXPECT_EQ(entry.name, "公交站点");
    EXPECT_EQ(entry.name_en, "Bus stops");
    EXPECT_EQ(entry.provider_name, "City");
    EXPECT_EQ(entry.update_cycle, 4);
    EXPECT_TRUE(entry.open);
    EXPECT_EQ(entry.share_type, 1);
    EXPECT_EQ(entry.format, 2);
    ASSERT_EQ(harvested.findings.size(), 1U);
    EXPECT_EQ(harvested.findings[0].key, "harvest.no_title");
}

TEST_F(Harvesting, BlankNodesAreToldApartByWhatTheySay) {
    const auto one = [](const char* label, const char* mail) {
        const std::string text =
            "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
            "<http://x/d> a dcat:Dataset ; dct:title \"t\" ; dcat:contactPoint _:" +
            std::string(label) + " . _:" + label + " dct:title \"" + mail + "\" .";
        return read_catalogue(text, "x").entries.at(0).digest;
    };
    EXPECT_EQ(one("a", "m"), one("b", "m"));
    EXPECT_NE(one("a", "m"), one("a", "n"));
}

TEST_F(Harvesting, BlankNodesThatAllNameEachOtherAreRefused) {
    std::string text =
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
        "<http://x/d> a dcat:Dataset ; dct:title \"t\" ; dct:relation _:b0 . ";
    for (int from = 0; from < 12; ++from) {
        for (int to = 0; to < 12; ++to) {
            text += "_:b" + std::to_string(from) + " dct:relation _:b" + std::to_string(to) + " . ";
        }
    }
    EXPECT_THROW((void)read_catalogue(text, "x"), Error);
}

TEST_F(Harvesting, WhatIsNoCatalogueIsSaidSo) {
    EXPECT_THROW((void)read_catalogue("<http://a> <http://b> <http://c> .", "x"), Error);
    const Harvested form = read_catalogue("甲,乙\n1,2\n", "x");
    ASSERT_EQ(form.findings.size(), 1U);
    EXPECT_EQ(form.findings[0].key, "harvest.header_unknown");
}

}  // namespace
}  // namespace yici::harvest
