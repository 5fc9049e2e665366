#include "services/open_data/open_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "engines/records/records.h"
#include "foundation/crypto/keys.h"
#include "services/open_data/open_json.h"
#include "support/databases.h"

namespace yici::open_data {
namespace {

constexpr const char* kId = "307001003-000035";

class OpenDataTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        journal = journal::Journal::open(folder().path() / "journal", database(), *key, clock, {});
        records::Records records(database(), types, clock);
        for (int i = 0; i < 60; ++i) {
            records::Observation one;
            one.type = "residence";
            one.subject = "33010619900101" + std::to_string(1000 + i);
            one.source.organisation = "11330100003481292E";
            one.observed = clock.now();
            one.values = {{"name", "张三"},
                          {"address", "某路" + std::to_string(i) + "号"},
                          {"division", i < 50 ? "330106" : "33100" + std::to_string(i % 10)},
                          {"registered_on", "2018-0" + std::to_string(1 + i % 9) + "-01"},
                          {"term", "一年"},
                          {"ground", "务工"}};
            records.add(one);
        }
        catalogue = std::make_unique<catalogue::Catalogue>(
            catalogue::Parts{database(), *journal, rules, matters, bodies, clock, {}, {}});
        open();
    }
    void TearDown() override {
        data.reset();
        catalogue.reset();
        journal.reset();
    }
    void open() {
        data = std::make_unique<OpenData>(Parts{database(), *journal, plans, types, *catalogue, clock, random});
    }

    std::vector<Finding> findings;
    codes::Divisions divisions = codes::Divisions::load("packs/zhejiang/divisions.csv", findings);
    organisations::Directory bodies = organisations::Directory::load("packs/zhejiang", divisions, findings);
    records::RecordTypes types = records::RecordTypes::load("packs/zhejiang", findings);
    exchange::Resources resources = exchange::Resources::load("packs/zhejiang", types, findings);
    catalogue::Rules rules = catalogue::Rules::load("packs/zhejiang", bodies, resources, types, findings);
    matters::Catalogue matters = matters::Catalogue::load("packs/zhejiang", findings);
    std::vector<Plan> plans = load_plans("packs/zhejiang", rules, types, findings);
    ManualClock clock{*parse_instant("2018-06-12T08:00:00Z")};
    SystemRandom random;
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<catalogue::Catalogue> catalogue;
    std::unique_ptr<OpenData> data;
};

TEST_P(OpenDataTest, ThePacksPlanIsSound) {
    for (const Finding& finding : findings) ADD_FAILURE() << finding.to_string(Language::en);
    EXPECT_GE(plans.size(), 2U);
}

TEST_P(OpenDataTest, WhatIsPublishedSinglesNobodyOutAndStaysOverARestart) {
    const auto dataset = data->publish(kId, "authority");
    EXPECT_EQ(dataset->report.rows, 60);
    EXPECT_EQ(std::ssize(dataset->rows) + dataset->report.suppressed, 60);
    EXPECT_LE(dataset->report.suppressed, 3);
    const std::string csv = all_csv(*dataset);
    EXPECT_EQ(csv.find("张三"), std::string::npos);
    EXPECT_EQ(csv.find("某路"), std::string::npos);
    std::map<std::vector<std::string>, int> groups;
    for (const auto& row : dataset->rows) ++groups[{row[0], row[1], row[2]}];
    for (const auto& [values, size] : groups) EXPECT_GE(size, 5);
    const size_t rows = dataset->rows.size();
    open();
    EXPECT_EQ(data->get(kId)->rows.size(), rows);
    EXPECT_EQ(data->publish(kId, "authority")->version, 2);
}

TEST_P(OpenDataTest, RowsAreFoundByTheirValues) {
    (void)data->publish(kId, "authority");
    const auto all = data->query(kId, {{}, {1, 10}});
    EXPECT_EQ(all.rows.size(), 10U);
    const auto some = data->query(kId, {{{"term", "一年"}}, {1, 1000}});
    EXPECT_EQ(some.total, all.total);
    EXPECT_EQ(data->query(kId, {{{"term", "两年"}}, {1, 10}}).total, 0);
    EXPECT_THROW((void)data->query(kId, {{{"name", "张三"}}, {1, 10}}), Error);
}

TEST_P(OpenDataTest, WhatTheCatalogueDoesNotOpenIsNotPublished) {
    EXPECT_THROW((void)data->publish("307001003-000021", "authority"), Error);
    EXPECT_THROW((void)data->get("307001003-000021"), Error);
}

TEST_P(OpenDataTest, RequestsAreAnsweredOnceAsked) {
    const Asked asked = data->ask("公交站点", "做导航", "k");
    EXPECT_EQ(data->ask("公交站点", "做导航", "k").id, asked.id);
    EXPECT_THROW((void)data->ask("别的", "做导航", "k"), Error);
    EXPECT_THROW((void)data->ask(" ", "做导航", ""), Error);
    EXPECT_EQ(data->answer(asked.id, true, "年内开放", "authority").state, "accepted");
    const auto [items, total] = data->asked({1, 10});
    EXPECT_EQ(total, 1);
    EXPECT_EQ(items.front().answer, "年内开放");
}

YICI_ON_BOTH_DATABASES(OpenDataTest);

}  // namespace
}  // namespace yici::open_data
