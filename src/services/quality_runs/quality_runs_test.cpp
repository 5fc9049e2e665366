#include "services/quality_runs/quality_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "support/databases.h"

namespace yici::quality_runs {
namespace {

const std::filesystem::path kPack = "packs/zhejiang";
constexpr const char* kPolice = "11330000002481063P";
constexpr const char* kCivil = "11330000002481071J";
constexpr const char* kSound = "330106196801302197";
constexpr const char* kShortPhone = "330106199003072511";
constexpr const char* kWrongBirth = "330106198906116111";

std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return "nothing thrown";
}

class QualityRunsTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        divisions_ = codes::Divisions::load(kPack / "divisions.csv", findings_);
        calendar_ = codes::WorkingCalendar::load(kPack / "calendars", findings_);
        organisations_ = organisations::Directory::load(kPack, divisions_, findings_);
        types_ = records::RecordTypes::load(kPack, findings_);
        resources_ = exchange::Resources::load(kPack, types_, findings_);
        licence_types_ = documents::LicenceTypes::load(kPack, findings_);
        matters_ = matters::Catalogue::load(kPack, findings_);
        plans_ = Plans::load(kPack, resources_, types_, findings_);
        ASSERT_THAT(findings_, testing::IsEmpty());
        std::erase_if(plans_.all, [](const Plan& plan) { return plan.name != "person"; });
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        records_ = std::make_unique<records::Records>(database(), types_, clock_);
        licences_ = std::make_unique<licences::Licences>(licences::Parts{database(), *journal_, *subjects_,
                                                                         licence_types_, organisations_, *key_, clock_,
                                                                         random_, "http://localhost"});
        cases_ = std::make_unique<cases::Cases>(cases::Parts{database(), *journal_, *subjects_, matters_,
                                                             organisations_, calendar_, *licences_, live_, clock_,
                                                             random_, "http://localhost"});
        access_log_ = std::make_unique<access_log::AccessLog>(database(), *journal_, *subjects_);
        disputes_ = std::make_unique<disputes::Disputes>(disputes::Parts{database(),
                                                                         *journal_,
                                                                         *subjects_,
                                                                         *records_,
                                                                         resources_,
                                                                         disputed_,
                                                                         matters_,
                                                                         organisations_,
                                                                         calendar_,
                                                                         *cases_,
                                                                         *access_log_,
                                                                         clock_,
                                                                         random_,
                                                                         {}});
        runs_ = make_runs();
        say(kSound, "1968-01-30", "13700009050");
        say(kShortPhone, "1990-03-07", "1370000905");
        say(kWrongBirth, "1989-06-12", "1380000");
        EXPECT_EQ(runs_->work_once(), 0) << "the first night has not come";
        clock_.advance(std::chrono::hours(24));
    }
    void TearDown() override {
        runs_.reset();
        disputes_.reset();
        access_log_.reset();
        journal_.reset();
        DatabaseTest::TearDown();
    }
    std::unique_ptr<QualityRuns> make_runs() {
        return std::make_unique<QualityRuns>(Parts{database(), *journal_, *subjects_, *records_, *disputes_, resources_,
                                                   organisations_, clock_, plans_});
    }
    void say(const char* person, const char* born, const char* mobile) {
        records_->add({"person",
                       person,
                       {kPolice, "system"},
                       clock_.now(),
                       "",
                       {{"id_number", person},
                        {"name", "某人"},
                        {"sex", std::string(person)[16] % 2 == 1 ? "1" : "2"},
                        {"birth_date", born},
                        {"address", "文三路1号"},
                        {"division", "330106"},
                        {"marital_status", "未婚"},
                        {"mobile", mobile}}});
    }
    int64_t tickets() { return disputes_->tickets({}).total; }
    quality_runs::Run newest() { return runs_->last("person").value(); }

    std::vector<Finding> findings_;
    codes::Divisions divisions_;
    codes::WorkingCalendar calendar_;
    organisations::Directory organisations_;
    records::RecordTypes types_;
    exchange::Resources resources_;
    documents::LicenceTypes licence_types_;
    matters::Catalogue matters_;
    Plans plans_;
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    ManualClock clock_{*parse_instant("2026-06-08T01:00:00Z")};
    SystemRandom random_;
    exchange::CaseTable live_;
    exchange::DisputedFields disputed_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<records::Records> records_;
    std::unique_ptr<licences::Licences> licences_;
    std::unique_ptr<cases::Cases> cases_;
    std::unique_ptr<access_log::AccessLog> access_log_;
    std::unique_ptr<disputes::Disputes> disputes_;
    std::unique_ptr<QualityRuns> runs_;
};

TEST_P(QualityRunsTest, ARunIsDueEveryNightScoresAndOpensOneTicketForARecordsField) {
    EXPECT_EQ(runs_->work_once(), 1);
    const quality_runs::Run first = newest();
    EXPECT_EQ(first.state, State::done);
    EXPECT_EQ(first.cause, "schedule");
    EXPECT_EQ(first.rows, 3);
    // Two wrong phones; a birth date, an ID number or a sex that do not agree: the rule cannot tell which.
    EXPECT_EQ(first.opened, tickets());
    EXPECT_EQ(first.opened, first.cells) << "no cell is wrong by two rules here";
    EXPECT_GE(first.opened, 3);
    EXPECT_LT(first.score.total, 100);
    EXPECT_TRUE(first.score.dimensions[static_cast<size_t>(quality::Dimension::consistent)]);
    EXPECT_EQ(runs_->work_once(), 0) << "not due again";
    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(runs_->work_once(), 1);
    EXPECT_EQ(newest().opened, 0);
    EXPECT_EQ(newest().standing, first.cells);
    EXPECT_EQ(tickets(), first.opened) << "the twin joins, nothing is opened twice";
    EXPECT_EQ(runs_->runs("person", {}).total, 2) << "the history that charts are drawn from";
}

TEST_P(QualityRunsTest, ARunOpensNoMoreThanItMayAndCountsTheRest) {
    plans_.policy.most_tickets = 1;
    EXPECT_EQ(runs_->work_once(), 1);
    EXPECT_EQ(newest().opened, 1);
    EXPECT_EQ(newest().beyond, newest().cells - 1);
    EXPECT_EQ(tickets(), 1);
    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(runs_->work_once(), 1);
    EXPECT_EQ(tickets(), 2) << "the next run takes the next one";
}

TEST_P(QualityRunsTest, WhatIsCorrectedIsWrongNoMoreAndWhatIsRefusedIsNotOpenedAgain) {
    EXPECT_EQ(runs_->work_once(), 1);
    const disputes::Actor police{"gongan-data", "骆文斌", kPolice, true, false};
    const int64_t all = tickets();
    int64_t phones = 0;
    for (const disputes::Ticket& ticket : disputes_->tickets({}).items) {
        if (ticket.field != "mobile") continue;
        if (phones++ == 0) {
            (void)disputes_->correct(ticket.id, "13700009050", "核实", police);
        } else {
            (void)disputes_->refuse(ticket.id, "座机号码", police);
        }
    }
    EXPECT_EQ(phones, 2);
    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(runs_->work_once(), 1);
    EXPECT_EQ(tickets(), all);
    EXPECT_EQ(newest().opened, 0);
    int64_t phones_wrong = 0;
    for (const Count& count : runs_->counts(newest().id)) {
        if (count.part == "field" && count.name == "mobile") phones_wrong = count.cells;
    }
    EXPECT_EQ(phones_wrong, 1);
}

TEST_P(QualityRunsTest, ABrokenOffRunIsTakenUpAgainAndFindsItsOwnTickets) {
    plans_.policy.most_tickets = 2;
    EXPECT_EQ(runs_->work_once(), 1);
    const quality_runs::Run before = newest();
    // As a kill leaves it: two tickets are there, the run has not ended.
    database().write([&](db::Transaction& transaction) {
        transaction.execute("UPDATE quality_runs SET state = 'running', ended_at = 0");
        transaction.execute("DELETE FROM quality_counts");
        transaction.execute("DELETE FROM quality_findings");
    });
    plans_.policy.most_tickets = 200;
    runs_.reset();
    runs_ = make_runs();
    EXPECT_EQ(newest().state, State::queued);
    EXPECT_EQ(runs_->work_once(), 1);
    EXPECT_EQ(newest().id, before.id);
    EXPECT_EQ(newest().began, before.began);
    EXPECT_EQ(newest().opened, newest().cells) << "those of before are its own";
    EXPECT_EQ(tickets(), newest().cells);
    std::set<std::string> fields;
    for (const disputes::Ticket& ticket : disputes_->tickets({}).items) {
        EXPECT_TRUE(fields.insert(ticket.subject + ticket.field).second);
        EXPECT_EQ(ticket.sources, 1) << "the same rule is one source";
    }
}

TEST_P(QualityRunsTest, FindingsAreSeenByWhoseWordCounts) {
    EXPECT_EQ(runs_->work_once(), 1);
    const FoundPage all = runs_->findings("person", 0, "", {});
    EXPECT_EQ(all.total, newest().cells);
    EXPECT_EQ(runs_->findings("person", 0, kPolice, {}).total, all.total);
    EXPECT_EQ(runs_->findings("person", 0, "11330000002481071J", {}).total, 0) << "civil affairs: spouses alone";
    for (const Found& found : all.items) EXPECT_FALSE(found.ticket.empty());
    const auto figures = runs_->figures();
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures[0].body, kPolice);
    EXPECT_EQ(figures[0].cells, newest().cells);
    EXPECT_EQ(figures[0].tickets.open, tickets());
}

TEST_P(QualityRunsTest, SourcesThatDisagreeAreNamedAndTheAuthorityDecidesOnOneTicket) {
    records_->add({"person", kSound, {kCivil, "marriage"}, clock_.now(), "", {{"address", "浙江省杭州市武林路2号"}}});
    disputes::Report clerk;
    clerk.subject = kSound;
    clerk.type = "person";
    clerk.field = "address";
    clerk.source = disputes::SourceKind::clerk;
    clerk.by = "window";
    clerk.reason = "本人说已经搬家";
    const std::string twin = disputes_->report(clerk).id;
    EXPECT_EQ(runs_->work_once(), 1);
    Found found;
    for (const Found& each : runs_->findings("person", 0, "", {}).items) {
        if (each.rule == "address-sources") found = each;
    }
    EXPECT_EQ(found.field, "address");
    ASSERT_EQ(found.words.size(), 2U);
    for (const Found::Word& word : found.words) {
        EXPECT_EQ(word.golden, word.organisation == kPolice);
        EXPECT_EQ(word.value,
                  records::mask(records::Mask::address, word.golden ? "文三路1号" : "浙江省杭州市武林路2号"));
        EXPECT_NE(word.value.find('*'), std::string::npos);
    }
    EXPECT_EQ(found.ticket, twin) << "one ticket a record's field";
    const disputes::Ticket ticket = disputes_->ticket(twin, {"minzheng-data", "民政", kCivil, true, false});
    EXPECT_EQ(ticket.authority, kPolice) << "who deviates sees it and the field's authority decides";
    EXPECT_EQ(ticket.sources, 2);
    EXPECT_EQ(runs_->figures().front().body, kPolice);
    const auto consistent = static_cast<size_t>(quality::Dimension::consistent);
    const double before = newest().score.dimensions[consistent].value();

    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(runs_->work_once(), 1);
    EXPECT_EQ(newest().opened, 0);
    EXPECT_EQ(disputes_->ticket(twin, {"gongan-data", "", kPolice, true, false}).sources, 2) << "said once";
    (void)disputes_->correct(twin, "浙江省杭州市武林路2号", "已迁入", {"gongan-data", "骆文斌", kPolice, true, false});
    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(runs_->work_once(), 1);
    for (const Found& each : runs_->findings("person", 0, "", {}).items) EXPECT_NE(each.rule, "address-sources");
    EXPECT_GT(newest().score.dimensions[consistent].value(), before);
}

TEST_P(QualityRunsTest, AskingTwiceForARunAsksOnce) {
    const quality_runs::Run asked = runs_->ask("person", "gongan-data", "k1");
    EXPECT_EQ(runs_->ask("person", "gongan-data", "k2").id, asked.id) << "one that waits is that one";
    EXPECT_EQ(runs_->work_once(), 1);
    EXPECT_EQ(newest().cause, "gongan-data");
    EXPECT_EQ(runs_->ask("person", "gongan-data", "k1").id, asked.id) << "the same key gives the same answer";
    EXPECT_NE(runs_->ask("person", "gongan-data", "k3").id, asked.id);
    EXPECT_EQ(key_of([&] { (void)runs_->ask("nothing", "x", ""); }), "quality_runs.no_such_resource");
    EXPECT_EQ(key_of([&] { (void)runs_->run("person", 999); }), "quality_runs.no_such_run");
}

YICI_ON_BOTH_DATABASES(QualityRunsTest);

}  // namespace
}  // namespace yici::quality_runs
