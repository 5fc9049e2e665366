#include "services/census/census.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "foundation/crypto/keys.h"
#include "support/databases.h"

namespace yici::census {
namespace {

constexpr const char* kPolice = "11330000002481063P";

class CensusTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        journal = journal::Journal::open(folder().path() / "journal", database(), *key, clock, {});
        census = std::make_unique<Census>(database(), *journal, bodies, clock);
    }
    void TearDown() override {
        census.reset();
        journal.reset();
    }
    static std::vector<tables::Sheet> form(const std::string& connected = "是") {
        return {{"s",
                 {{"单位名称", "系统名称", "资金来源", "建设经费（万元）", "所在网络", "部署方式", "是否接入共享平台",
                   "数据资源"},
                  {"浙江省公安厅", "人口综合管理系统", "省财政", "1200", "政务外网", "政务云", connected,
                   "307001003/000021"},
                  {"浙江省民政厅", "婚姻登记系统", "自筹", "80", "互联网;政务外网", "机房", "否", ""},
                  {"某某公司", "外部系统", "", "", "", "", "", ""}}}};
    }

    std::vector<Finding> findings;
    codes::Divisions divisions = codes::Divisions::load("packs/zhejiang/divisions.csv", findings);
    organisations::Directory bodies = organisations::Directory::load("packs/zhejiang", divisions, findings);
    ManualClock clock{*parse_instant("2018-06-12T08:00:00Z")};
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<Census> census;
};

TEST_P(CensusTest, TheSameFormAgainChangesNothing) {
    const ImportResult first = census->import(form(), "", "cli");
    EXPECT_EQ(first.counts.added, 2);
    EXPECT_EQ(first.counts.rejected, 1);  // nobody knows the company
    ASSERT_EQ(first.faults.size(), 1U);
    EXPECT_EQ(first.faults[0].key, "census.body_unknown");
    EXPECT_EQ(first.faults[0].row, 4);
    const ImportResult second = census->import(form(), "", "cli");
    EXPECT_EQ(second.counts.added + second.counts.changed, 0);
    EXPECT_EQ(second.counts.unchanged, 2);
    EXPECT_EQ(census->import(form("否"), "", "cli").counts.changed, 1);
}

TEST_P(CensusTest, ADepartmentReportsForItselfAlone) {
    const ImportResult taken = census->import(form(), kPolice, "gongan-data", true);
    EXPECT_EQ(taken.counts.added, 2) << "its own and the one of nobody";
    EXPECT_EQ(taken.counts.rejected, 1);
    ASSERT_EQ(taken.faults.size(), 1U);
    EXPECT_EQ(taken.faults[0].key, "census.not_yours");
    EXPECT_EQ(taken.faults[0].row, 3);
}

TEST_P(CensusTest, ANamedBodyTakesTheRowsThatNobodyElseDoes) {
    EXPECT_EQ(census->import(form(), kPolice, "cli").counts.added, 3);
    Filter filter;
    filter.body = kPolice;
    EXPECT_EQ(census->list(filter).total, 2);
    EXPECT_THROW((void)census->import(form(), "11330000002481063X", "cli"), Error);
}

TEST_P(CensusTest, TheReportCountsByWhatADirectorAsks) {
    (void)census->import(form(), "", "cli");
    const Report report = census->report();
    EXPECT_EQ(report.systems, 2);
    EXPECT_EQ(report.bodies, 2);
    EXPECT_EQ(report.build_fen, 1'280 * 1'000'000);
    const auto count = [&](const std::string& group, const std::string& name) -> int64_t {
        for (const auto& [key_of, counts] : report.groups) {
            for (const auto& [one, number] : counts) {
                if (key_of == group && one == name) return number;
            }
        }
        return 0;
    };
    EXPECT_EQ(count("level", "省"), 2);
    EXPECT_EQ(count("network", "政务外网"), 2);
    EXPECT_EQ(count("network", "互联网"), 1);
    EXPECT_EQ(count("fund_source", "自筹"), 1);
    EXPECT_EQ(count("deployment", "政务云"), 1);
    EXPECT_EQ(count("connected", "否"), 1);
    EXPECT_EQ(count("protection", "未填"), 2);
}

TEST_P(CensusTest, ProgressNamesEveryBody) {
    (void)census->import(form(), "", "cli");
    census->submit(kPolice, "police");
    const auto progress = census->progress();
    EXPECT_EQ(progress.size(), bodies.all().size());
    const auto police = std::ranges::find(progress, kPolice, &Progress::body);
    EXPECT_EQ(police->systems, 1);
    EXPECT_GT(police->completeness, 0);
    EXPECT_TRUE(police->submitted.has_value());
    EXPECT_EQ(std::ranges::count_if(progress, [](const Progress& one) { return one.systems == 0; }),
              std::ssize(progress) - 2);
}

TEST_P(CensusTest, ASystemIsSavedOnceAndChangedByItsId) {
    const System made = census->save({"", kPolice, {{"name", "新系统"}, {"live_on", "2018年6月"}}}, "me", "k");
    EXPECT_EQ(made.value("live_on"), "2018-06");
    EXPECT_EQ(census->save({"", kPolice, {{"name", "新系统"}, {"live_on", "2018年6月"}}}, "me", "k").id, made.id);
    EXPECT_THROW((void)census->save({"", kPolice, {{"name", "别的"}}}, "me", "k"), Error);
    const System renamed = census->save({made.id, kPolice, {{"name", "改名系统"}}}, "me", "");
    EXPECT_EQ(renamed.id, made.id);
    EXPECT_EQ(census->get(made.id).name(), "改名系统");
    EXPECT_EQ(census->get(made.id).value("live_on"), "");
    EXPECT_THROW((void)census->save({"", kPolice, {{"name", "改名系统"}}}, "me", ""), Error);
    EXPECT_THROW((void)census->save({"", kPolice, {{"name", "x"}, {"users", "许多"}}}, "me", ""), Error);
}

TEST_P(CensusTest, AProposalIsAnsweredByItsBodiesAndDecidedByTheAuthorityOnce) {
    const auto key_of_error = [](const std::function<void()>& action) -> std::string {
        try {
            action();
        } catch (const Error& error) {
            return error.key();
        }
        return "nothing thrown";
    };
    constexpr const char* kCivil = "11330000002481071J";
    const System first =
        census->save({"", kPolice, {{"name", "流动人口系统"}, {"url", "http://a.example/"}}}, "me", "");
    const System second =
        census->save({"", kCivil, {{"name", "居住登记"}, {"url", "https://www.a.example"}}}, "me", "");
    const auto open = census->proposed("", "open");
    ASSERT_EQ(open.size(), 1U);
    const std::string proposal = open[0].key;
    EXPECT_EQ(census->report().awaiting_answer, 1);
    const auto decide = [&](Verdict verdict, const std::string& into, const char* request_key = "") {
        return census->decide(proposal, {verdict, into, "同一地址", "authority", {}}, request_key);
    };
    EXPECT_EQ(key_of_error([&] { (void)decide(Verdict::close, ""); }), "census.not_answered");
    EXPECT_EQ(key_of_error([&] { (void)census->answer(proposal, Verdict::keep, "在用", "11330000002481100X", "x"); }),
              "census.not_yours");
    EXPECT_EQ(key_of_error([&] { (void)census->answer(proposal, Verdict::keep, " ", kPolice, "x"); }),
              "census.reason_length");
    EXPECT_EQ(census->answer(proposal, Verdict::keep, "在用", kPolice, "a").state(), "open")
        << "both bodies must answer";
    EXPECT_EQ(census->answer(proposal, Verdict::merge, "可并入", kCivil, "b").state(), "answered");
    EXPECT_EQ(census->report().awaiting_decision, 1);
    EXPECT_EQ(key_of_error([&] { (void)decide(Verdict::merge, ""); }), "census.into_which");
    EXPECT_EQ(decide(Verdict::merge, first.id, "d1").state(), "decided");
    EXPECT_EQ(decide(Verdict::merge, first.id, "d1").state(), "decided") << "the same key is the same decision";
    EXPECT_EQ(key_of_error([&] { (void)decide(Verdict::close, "", "d2"); }), "census.decided");
    EXPECT_EQ(key_of_error([&] { (void)census->answer(proposal, Verdict::close, "改主意", kCivil, "b"); }),
              "census.decided");
    EXPECT_EQ(census->get(first.id).value("decision"), "1") << "it stays";
    EXPECT_EQ(census->get(second.id).value("decision"), "2") << "it is merged";
    const Report report = census->report();
    EXPECT_EQ(report.merged, 1);
    EXPECT_EQ(report.awaiting_answer + report.awaiting_decision, 0);
    EXPECT_EQ(census->proposed("", "decided").size(), 1U);
    EXPECT_EQ(census->proposed("11330000002481100X", "").size(), 0U);
}

TEST_P(CensusTest, HoldersOfAResourceAreFound) {
    (void)census->import(form(), "", "cli");
    const auto holders = census->holders_of("307001003/000021", "");
    ASSERT_EQ(holders.size(), 1U);
    EXPECT_EQ(holders[0].second, "人口综合管理系统");
}

YICI_ON_BOTH_DATABASES(CensusTest);

}  // namespace
}  // namespace yici::census
