#include "services/harvest/schedule.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>

#include "engines/exchange/test_department.h"
#include "foundation/crypto/keys.h"
#include "services/harvest/harvest.h"
#include "support/databases.h"

namespace yici::harvest {
namespace {

/// Another node that serves its catalogue, or a fault.
class ScheduleTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        journal = journal::Journal::open(folder().path() / "journal", database(), *key, clock, {});
        ours = std::make_unique<catalogue::Catalogue>(catalogue::Parts{
            database(), *journal, none, matters, bodies, clock, [] { return std::map<std::string, int64_t>{}; },
            [](const catalogue::Entry&) { return std::vector<std::pair<std::string, std::string>>{}; }});
        foreign = {{"ningbo", "宁波市目录", running.url() + "/dcat.ttl", 24}};
        schedule = std::make_unique<Schedule>(Schedule::Parts{database(), *ours, foreign, clock});
    }
    void TearDown() override {
        schedule.reset();
        ours.reset();
        journal.reset();
    }
    http::Router router() {
        http::Router made;
        made.get("/dcat.ttl", [this](const http::Request&) {
            if (status != 200) return http::Response::text("", status);
            std::vector<Published> entries;
            for (const catalogue::Entry& entry : rules.entries) {
                if (std::ssize(entries) < served) entries.push_back({entry, 1, ""});
            }
            return http::Response::file(export_as("ttl", context, entries), "text/turtle");
        });
        return made;
    }

    std::vector<Finding> findings;
    codes::Divisions divisions = codes::Divisions::load("packs/zhejiang/divisions.csv", findings);
    organisations::Directory bodies = organisations::Directory::load("packs/zhejiang", divisions, findings);
    records::RecordTypes types = records::RecordTypes::load("packs/zhejiang", findings);
    exchange::Resources resources = exchange::Resources::load("packs/zhejiang", types, findings);
    catalogue::Rules rules = catalogue::Rules::load("packs/zhejiang", bodies, resources, types, findings);
    catalogue::Rules none;
    matters::Catalogue matters;
    Context context{rules, bodies, divisions, "https://data.example.org", Date{}};
    std::atomic<int> status = 200;
    std::atomic<int64_t> served = 3;
    exchange::test::RunningServer running{router()};
    ManualClock clock{*parse_instant("2018-06-12T08:00:00Z")};
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<catalogue::Catalogue> ours;
    std::vector<Foreign> foreign;
    std::unique_ptr<Schedule> schedule;
};

TEST_P(ScheduleTest, HarvestsWhatIsDueAndKeepsTheLastOutcome) {
    EXPECT_EQ(schedule->work_once(), 1);
    EXPECT_EQ(schedule->last("ningbo")->counts.added, 3);
    EXPECT_EQ(schedule->work_once(), 0) << "not due again";
    clock.advance(std::chrono::hours(24));
    served = 2;
    EXPECT_EQ(schedule->work_once(), 1);
    EXPECT_EQ(schedule->last("ningbo")->counts.removed, 1);
    EXPECT_EQ(schedule->last("ningbo")->counts.unchanged, 2);
}

TEST_P(ScheduleTest, AFaultIsToldAndLosesNothing) {
    const Outcome first = schedule->run("ningbo");
    EXPECT_EQ(first.fault, "");
    clock.advance(std::chrono::hours(1));
    status = 503;
    const Outcome second = schedule->run("ningbo");
    EXPECT_EQ(second.fault, "harvest.not_answered");
    EXPECT_EQ(second.went_through, first.went_through) << "when it last went through";
    catalogue::Filter filter;
    filter.source = "ningbo";
    EXPECT_EQ(ours->list(filter).total, 3) << "what was harvested stays";
    EXPECT_THROW((void)schedule->run("nobody"), Error);
}

TEST(ForeignTest, IsReadFromAPackWithItsFaults) {
    const test::TemporaryFolder folder;
    std::vector<Finding> findings;
    EXPECT_TRUE(load_foreign(folder.path(), findings).empty());
    std::ofstream(folder.path() / "harvest.yaml") << "catalogues:\n  - {source: a, url: ftp://x, every_hours: 0}\n";
    (void)load_foreign(folder.path(), findings);
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].key, "harvest.bad_address");
    EXPECT_EQ(findings[1].key, "harvest.hours_out_of_range");
}

YICI_ON_BOTH_DATABASES(ScheduleTest);

}  // namespace
}  // namespace yici::harvest
