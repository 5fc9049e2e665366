#include "services/credit/credit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/codes/divisions.h"
#include "support/databases.h"

namespace yici::credit {
namespace {

const std::filesystem::path kPack = "packs/zhejiang";
constexpr const char* kMarket = "113301060044816140";
constexpr const char* kLabour = "11330000002481100X";
constexpr const char* kPerson = "330106198906116111";
constexpr const char* kCompany = "91330106MA2AAAA132";

std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return "nothing thrown";
}

class CreditTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        divisions_ = codes::Divisions::load(kPack / "divisions.csv", findings_);
        calendar_ = codes::WorkingCalendar::load(kPack / "calendars", findings_);
        organisations_ = organisations::Directory::load(kPack, divisions_, findings_);
        types_ = records::RecordTypes::load(kPack, findings_);
        rules_ = Rules::load(kPack, types_, organisations_, findings_);
        ASSERT_THAT(findings_, testing::IsEmpty());
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        records_ = std::make_unique<records::Records>(database(), types_, clock_);
        credit_ = std::make_unique<Credit>(
            Parts{database(), *journal_, *subjects_, *records_, organisations_, calendar_, clock_, rules_,
                  [this](const Objection& objection) {
                      objection_ = objection;
                      return Opened{"JZ201806120001", std::nullopt};
                  },
                  [](const Entry&, std::string_view, std::string_view) { return false; }});
    }
    void TearDown() override {
        credit_.reset();
        journal_.reset();
        DatabaseTest::TearDown();
    }
    static Draft penalty(const char* subject = kPerson, const char* day = "2018-03-01") {
        return {subject,
                "penalty",
                {{"document_number", "西市监处〔2018〕12号"},
                 {"subject_name", "叶晓东"},
                 {"violation", "无证经营"},
                 {"facts", "未取得许可经营"},
                 {"basis", "无证无照经营查处办法第十三条"},
                 {"content", "罚款五千元"},
                 {"fine_fen", "500000"},
                 {"decided_on", day}}};
    }
    static Draft black(const char* list) {
        return {kCompany,
                "listing",
                {{"document_number", "名单1号"},
                 {"subject_name", "知味小厨"},
                 {"list", list},
                 {"reason", "拖欠工资"},
                 {"decided_on", "2018-05-31"}}};
    }
    std::string concluded(const char* type, const char* subject, const char* field) {
        return records_->golden_value(type, subject, field).value_or("");
    }
    std::string journal_kinds() {
        journal_->flush();
        std::string kinds;
        for (const auto& entry : journal_->read(0, 1000)) {
            const auto at = entry.text.find("\"kind\":\"") + 8;
            kinds += entry.text.substr(at, entry.text.find('"', at) - at) + ' ';
        }
        return kinds;
    }
    Standing standing(const std::string& number, const Actor& by) {
        return standing_of(credit_->get(number, by), china_date(clock_.now()));
    }

    const Actor market_{"xihu-shichang-data", "柴晓敏", kMarket, "", true, false};
    const Actor labour_{"renshe-data", "盛国平", kLabour, "", true, false};
    const Actor clerk_{"window1", "王文婧", "11330106MB1000184X", "", false, false};
    const Actor person_{kPerson, "叶晓东", "", kPerson, false, false};
    const std::vector<Evidence> proof_{{"缴款凭证", "罚款已缴清"}};
    std::vector<Finding> findings_;
    codes::Divisions divisions_;
    codes::WorkingCalendar calendar_;
    organisations::Directory organisations_;
    records::RecordTypes types_;
    Rules rules_;
    ManualClock clock_{china_midnight(Date{std::chrono::year{2018} / 6 / 12}) + std::chrono::hours(9)};
    SystemRandom random_;
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<records::Records> records_;
    std::unique_ptr<Credit> credit_;
    Objection objection_;
};

TEST_P(CreditTest, AnEntryIsPublishedForItsPeriodAndCountsSoLong) {
    const Entry entry = credit_->enter(penalty(), market_, "k1");
    EXPECT_EQ(entry.number, "XY201806120001");
    EXPECT_EQ(to_string(*entry.published_until), "2019-02-28") << "twelve months from 2018-03-01";
    EXPECT_EQ(credit_->enter(penalty(), market_, "k1").number, entry.number) << "the same key makes nothing new";
    EXPECT_EQ(key_of([&] { (void)credit_->enter(penalty(kCompany), market_, "k1"); }), "credit.key_reused");
    EXPECT_EQ(key_of([&] { (void)credit_->enter(penalty(), market_, "k2"); }), "credit.already_entered");
    EXPECT_EQ(concluded("credit_person", kPerson, "bad_records"), "1");
    EXPECT_EQ(concluded("credit_person", kPerson, "dishonest"), "false") << "a penalty alone is not dishonesty";
    EXPECT_EQ(credit_->sweep(), 0);
    clock_.advance(std::chrono::hours(24 * 262));  // 2019-03-01
    EXPECT_EQ(standing(entry.number, market_), Standing::expired);
    EXPECT_EQ(credit_->sweep(), 1);
    EXPECT_EQ(concluded("credit_person", kPerson, "bad_records"), "0");
    EXPECT_EQ(credit_->sweep(), 0);
}

TEST_P(CreditTest, WhatIsWrongInADraftIsNamed) {
    Draft draft = penalty();
    draft.subject = "330106198906116112";
    EXPECT_EQ(key_of([&] { (void)credit_->enter(draft, market_, ""); }), "credit.bad_subject");
    draft = penalty();
    draft.values.pop_back();
    EXPECT_EQ(key_of([&] { (void)credit_->enter(draft, market_, ""); }), "credit.field_missing");
    EXPECT_EQ(key_of([&] { (void)credit_->enter(penalty(kPerson, "2018-06-13"), market_, ""); }),
              "credit.in_the_future");
    draft = penalty();
    draft.values.emplace_back("colour", "red");
    EXPECT_EQ(key_of([&] { (void)credit_->enter(draft, market_, ""); }), "credit.no_such_field");
    draft = penalty();
    draft.values[6].second = "五千";
    EXPECT_EQ(key_of([&] { (void)credit_->enter(draft, market_, ""); }), "records.value_wrong_type");
    EXPECT_EQ(key_of([&] { (void)credit_->enter(penalty(), clerk_, ""); }), "credit.not_yours");
    EXPECT_EQ(credit_->count(), 0) << "nothing is left of what was refused";
}

TEST_P(CreditTest, OnlyTheBodyThatTheLawNamesMayListAndBlackMeansDishonest) {
    EXPECT_EQ(key_of([&] { (void)credit_->enter(black("wage-arrears"), market_, ""); }), "credit.may_not_list");
    EXPECT_EQ(key_of([&] { (void)credit_->enter(black("no-such"), labour_, ""); }), "credit.unknown_list");
    const Entry entry = credit_->enter(black("wage-arrears"), labour_, "");
    EXPECT_EQ(to_string(*entry.published_until), "2019-05-30");
    EXPECT_EQ(concluded("credit", kCompany, "dishonest"), "true");
    EXPECT_EQ(concluded("credit", kCompany, "black_lists"), "1");
    EXPECT_EQ(key_of([&] { (void)credit_->remove(entry.number, "理由", market_, ""); }), "credit.not_yours");
    EXPECT_EQ(credit_->remove(entry.number, "判决撤销", labour_, "").state, Standing::removed);
    EXPECT_EQ(concluded("credit", kCompany, "dishonest"), "false");
    EXPECT_EQ(key_of([&] { (void)credit_->remove(entry.number, "再撤", labour_, ""); }), "credit.not_now");
}

TEST_P(CreditTest, ARepairedRecordStaysInTheFileAndIsShownToNobodyElse) {
    const Entry entry = credit_->enter(penalty(), market_, "");
    EXPECT_EQ(key_of([&] { (void)credit_->apply(entry.number, "已整改", {}, person_, ""); }), "credit.no_evidence");
    Repair repair = credit_->apply(entry.number, "已整改", proof_, person_, "r1");
    EXPECT_EQ(repair.state, RepairState::reviewing);
    EXPECT_EQ(to_string(repair.limit->due), "2018-06-27") << "ten working days past 端午";
    EXPECT_EQ(credit_->apply(entry.number, "已整改", proof_, person_, "r1").number, repair.number);
    EXPECT_EQ(key_of([&] { (void)credit_->apply(entry.number, "再次", proof_, person_, ""); }), "credit.repair_open");
    const auto act = [&](RepairAction action, const Actor& by, const char* basis = "") {
        return credit_->act(repair.number, {action, "理由", basis, proof_}, by, "");
    };
    EXPECT_EQ(key_of([&] { (void)act(RepairAction::accept, labour_); }), "credit.not_found");
    EXPECT_EQ(key_of([&] { (void)act(RepairAction::accept, person_); }), "credit.not_yours");
    repair = act(RepairAction::supplement, market_);
    EXPECT_EQ(key_of([&] { (void)act(RepairAction::accept, market_); }), "credit.not_now") << "the subject's turn";
    repair = act(RepairAction::submit, person_);
    EXPECT_EQ(key_of([&] { (void)act(RepairAction::supplement, market_); }), "credit.not_now") << "asked once";
    EXPECT_EQ(key_of([&] { (void)act(RepairAction::refuse, market_); }), "credit.no_basis");
    repair = act(RepairAction::accept, market_);
    EXPECT_EQ(repair.state, RepairState::accepted);
    EXPECT_FALSE(repair.limit);
    EXPECT_EQ(credit_->evidence(repair.number).size(), 2U);
    EXPECT_EQ(credit_->events(repair.number).size(), 4U) << "the whole trace";
    EXPECT_EQ(concluded("credit_person", kPerson, "bad_records"), "0");
    EXPECT_EQ(credit_->own_file(kPerson, std::nullopt).entries.size(), 1U);
    EXPECT_EQ(credit_->file(entry.file, "办理许可", market_, std::nullopt).entries.size(), 1U);
    EXPECT_TRUE(credit_->file(entry.file, "办理许可", clerk_, std::nullopt).entries.empty());
    EXPECT_EQ(key_of([&] { (void)credit_->apply(entry.number, "已整改", proof_, person_, ""); }),
              "credit.not_repairable");
}

TEST_P(CreditTest, RepairComesNotTooEarlyAndARefusalLeavesTheRecordPublished) {
    const Entry early = credit_->enter(penalty(kPerson, "2018-05-01"), market_, "");
    EXPECT_EQ(key_of([&] { (void)credit_->apply(early.number, "已整改", proof_, person_, ""); }), "credit.too_early");
    clock_.advance(std::chrono::hours(24 * 60));
    const Repair repair = credit_->apply(early.number, "已整改", proof_, person_, "");
    const Repair refused =
        credit_->act(repair.number, {RepairAction::refuse, "未整改", "credit.yaml", {}}, market_, "");
    EXPECT_EQ(refused.state, RepairState::refused);
    EXPECT_EQ(standing(early.number, market_), Standing::published);
    EXPECT_EQ(credit_->apply(early.number, "又整改", proof_, person_, "").state, RepairState::reviewing);
}

TEST_P(CreditTest, AnUnansweredRequestForMoreLapses) {
    const Entry entry = credit_->enter(penalty(), market_, "");
    const Repair repair = credit_->apply(entry.number, "已整改", proof_, person_, "");
    (void)credit_->act(repair.number, {RepairAction::supplement, "请补缴款凭证", "", {}}, market_, "");
    EXPECT_EQ(credit_->sweep(), 0);
    clock_.advance(std::chrono::hours(24 * 30));
    EXPECT_EQ(credit_->sweep(), 1);
    EXPECT_EQ(credit_->repair(repair.number, market_).state, RepairState::withdrawn);
}

TEST_P(CreditTest, ValuesAndStandingAreToldAsTheyWereKnownOnADay) {
    const Entry entry = credit_->enter(penalty(), market_, "");
    const Instant then = clock_.now();
    clock_.advance(std::chrono::hours(24));
    (void)credit_->amend(entry.number, {{"fine_fen", "300000"}}, "复议变更", market_, "");
    (void)credit_->remove(entry.number, "判决撤销", market_, "");
    const auto fine = [&](const Values& values) {
        for (const auto& [name, value] : values) {
            if (name == "fine_fen") return value;
        }
        return std::string();
    };
    EXPECT_EQ(fine(credit_->values(entry)), "300000");
    EXPECT_EQ(fine(credit_->values(entry, then)), "500000");
    const File before = credit_->own_file(kPerson, then);
    ASSERT_EQ(before.entries.size(), 1U);
    EXPECT_EQ(before.entries[0].state, Standing::published);
    EXPECT_EQ(before.conclusion.bad, 1);
    EXPECT_EQ(credit_->own_file(kPerson, std::nullopt).entries[0].state, Standing::removed);
    EXPECT_TRUE(credit_->own_file(kPerson, then - std::chrono::hours(1)).entries.empty());
}

TEST_P(CreditTest, LookingIntoAFileTakesAPurposeAndIsJournaled) {
    const Entry entry = credit_->enter(penalty(), market_, "");
    EXPECT_EQ(key_of([&] { (void)credit_->file(entry.file, " ", clerk_, std::nullopt); }), "credit.reason_length");
    EXPECT_EQ(key_of([&] { (void)credit_->search(kPerson, "", clerk_, {}); }), "credit.reason_length");
    EXPECT_EQ(credit_->search("叶晓东", "办理许可", clerk_, {}).total, 0) << "persons are found by their number alone";
    const FilePage found = credit_->search(kPerson, "办理许可", clerk_, {});
    ASSERT_EQ(found.total, 1);
    (void)credit_->file(found.items[0].id, "办理许可", clerk_, std::nullopt);
    EXPECT_EQ(journal_kinds(), "credit.enter credit.searched credit.searched record.viewed ");
    for (const auto& stored : journal_->read(0, 100)) {
        EXPECT_THAT(stored.text, testing::Not(testing::HasSubstr(kPerson))) << "a person is a digest in the journal";
    }
}

TEST_P(CreditTest, AnObjectionGoesToTheBodyThatMadeTheEntry) {
    const Entry entry = credit_->enter(penalty(), market_, "");
    EXPECT_EQ(credit_->object(entry.number, "fine_fen", "罚款数额不对", "300000", person_, "d1").ticket,
              "JZ201806120001");
    EXPECT_EQ(objection_.organ, kMarket);
    EXPECT_EQ(objection_.entry, entry.number);
    const Actor other{"x", "x", "", kCompany, false, false};
    EXPECT_EQ(key_of([&] { (void)credit_->object(entry.number, "fine_fen", "不对", "", other, ""); }),
              "credit.not_found");
    EXPECT_EQ(key_of([&] { (void)credit_->object(entry.number, "colour", "不对", "", person_, ""); }),
              "credit.no_such_field");
}

TEST(LastDayTest, CountsMonthsFromTheDecision) {
    using std::chrono::year;
    EXPECT_EQ(to_string(*last_day(Date{year{2018} / 1 / 31}, 1, std::nullopt)), "2018-02-27");
    EXPECT_EQ(to_string(*last_day(Date{year{2018} / 3 / 1}, 12, std::nullopt)), "2019-02-28");
    EXPECT_FALSE(last_day(Date{year{2018} / 3 / 1}, 0, std::nullopt));
    EXPECT_EQ(to_string(*last_day(Date{year{2018} / 3 / 1}, 12, Date{year{2021} / 1 / 1})), "2021-01-01");
}

YICI_ON_BOTH_DATABASES(CreditTest);

}  // namespace
}  // namespace yici::credit
