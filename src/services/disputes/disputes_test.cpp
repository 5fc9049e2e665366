#include "services/disputes/disputes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engines/exchange/gateway.h"
#include "foundation/base/files.h"
#include "support/databases.h"

namespace yici::disputes {
namespace {

using nlohmann::json;

const std::filesystem::path kPack = "packs/zhejiang";
constexpr const char* kPolice = "11330000002481063P";
constexpr const char* kCivil = "11330000002481071J";
constexpr const char* kInsurance = "11330000002481100X";
constexpr const char* kWindow = "11330106MB1000184X";
constexpr const char* kPerson = "330106196801302197";
constexpr const char* kElderCard = "公共服务-00127-001";
constexpr const char* kTransfer = "公共服务-00702-001";
constexpr const char* kBasics = "307001003/000020";

std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return "nothing thrown";
}

class DisputesTest : public yici::test::DatabaseTest {
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
        ASSERT_THAT(findings_, testing::IsEmpty());
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        memory_ = std::make_unique<records::MemoryRegistry>(types_);
        records_ = std::make_unique<records::Records>(database(), types_, clock_, memory_.get());
        grants_ = std::make_unique<exchange::Grants>(database(), clock_);
        grants_->take_from(resources_);
        applications_ = std::make_unique<exchange::Applications>(database(), random_, as_bytes("0123456789abcdef"));
        applications_->put("window-system", "窗口业务系统", kInsuranceOffice, kSecret);
        licences_ = std::make_unique<licences::Licences>(licences::Parts{database(), *journal_, *subjects_,
                                                                         licence_types_, organisations_, *key_, clock_,
                                                                         random_, "http://localhost"});
        cases_ = std::make_unique<cases::Cases>(cases::Parts{database(), *journal_, *subjects_, matters_,
                                                             organisations_, calendar_, *licences_, live_, clock_,
                                                             random_, "http://localhost"});
        access_log_ = std::make_unique<access_log::AccessLog>(database(), *journal_, *subjects_);
        gateway_ = std::make_unique<exchange::Gateway>(
            exchange::GatewayParts{resources_, types_, *grants_, *applications_, live_, *memory_, *journal_, *key_,
                                   clock_, random_, &disputed_},
            std::vector<exchange::System>{}, exchange::GatewayOptions{});
        open();
        say(kPolice, {{"name", "孔阿大"}, {"birth_date", "1958-01-30"}, {"address", "文三路1号"}});
    }
    void TearDown() override {
        gateway_.reset();
        disputes_.reset();
        access_log_.reset();
        journal_.reset();
        DatabaseTest::TearDown();
    }
    void open() {
        disputes_ = std::make_unique<Disputes>(Parts{database(),
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
    }
    void say(const char* organisation, std::vector<std::pair<std::string, std::string>> values) {
        records_->add({"person", kPerson, {organisation, "system"}, clock_.now(), "", std::move(values)});
    }
    std::string birth_date() { return records_->golden_value("person", kPerson, "birth_date").value_or(""); }
    static Report report(SourceKind source, const char* by, const char* organisation) {
        Report report;
        report.subject = kPerson;
        report.type = "person";
        report.field = "birth_date";
        report.source = source;
        report.by = by;
        report.by_name = by;
        report.organisation = organisation;
        report.reason = "与身份证不符";
        report.claimed = "1968-01-30";
        return report;
    }
    /// A case for the elder card whose proof of age rests on the registry.
    std::string relying_case() {
        cases::NewCase made;
        made.matter = kElderCard;
        made.subject = kPerson;
        made.by = {"window1", "王文婧", kWindow};
        const std::string number = cases_->receive(made).number;
        cases::MaterialResult age;
        age.material = "age";
        age.status = cases::MaterialStatus::present;
        age.source = kPolice;
        age.resource = kBasics;
        age.answer = "yes";
        cases_->record_material(number, age);
        return number;
    }
    /// A case of an application elsewhere: what the journal knows of it.
    exchange::Answer call_from_elsewhere() {
        exchange::LiveCase live;
        live.number = "33010018061200001235";
        live.matter = kTransfer;
        live.state = "02";
        live.subjects = {{kPerson, subjects_->digest_of(kPerson)}};
        live.materials = std::make_shared<const std::vector<exchange::MaterialUse>>(
            std::vector<exchange::MaterialUse>{{"household", "户口簿", kBasics, {"name", "address"}, {}}});
        live_.put(live);
        exchange::Call call;
        call.id = "c" + std::to_string(++calls_);
        call.application = "window-system";
        call.organisation = kInsuranceOffice;
        call.resource = kBasics;
        call.matter = kTransfer;
        call.case_number = live.number;
        call.material = "household";
        call.subject = kPerson;
        call.fields = {"name", "address"};
        call.purpose = "转移";
        call.basis = "社会保险法";
        call.officer = "o1";
        call.expires = clock_.now() + std::chrono::minutes(5);
        return gateway_->call(call);
    }
    std::vector<std::string> kinds() {
        journal_->flush();
        std::vector<std::string> kinds;
        for (const auto& entry : journal_->read(0, journal_->size())) kinds.push_back(json::parse(entry.text)["kind"]);
        return kinds;
    }

    static constexpr const char* kInsuranceOffice = "12330100003481348E";
    static constexpr const char* kSecret = "0123456789abcdef0123456789abcdef";
    const Actor police_{"gongan-data", "骆文斌", kPolice, true, false};
    const Actor civil_{"minzheng-data", "裘雪梅", kCivil, true, false};
    const Actor clerk_{"window1", "王文婧", kWindow, false, false};
    const Actor authority_{"authority", "傅思远", "11330000000001804D", false, true};
    std::vector<Finding> findings_;
    codes::Divisions divisions_;
    codes::WorkingCalendar calendar_;
    organisations::Directory organisations_;
    records::RecordTypes types_;
    exchange::Resources resources_;
    documents::LicenceTypes licence_types_;
    matters::Catalogue matters_;
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    ManualClock clock_{*parse_instant("2026-06-08T01:00:00Z")};  // a Monday
    SystemRandom random_;
    exchange::CaseTable live_;
    exchange::DisputedFields disputed_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<records::MemoryRegistry> memory_;
    std::unique_ptr<records::Records> records_;
    std::unique_ptr<exchange::Grants> grants_;
    std::unique_ptr<exchange::Applications> applications_;
    std::unique_ptr<licences::Licences> licences_;
    std::unique_ptr<cases::Cases> cases_;
    std::unique_ptr<access_log::AccessLog> access_log_;
    std::unique_ptr<exchange::Gateway> gateway_;
    std::unique_ptr<Disputes> disputes_;
    int calls_ = 0;
};

TEST_P(DisputesTest, OneTicketForARecordsFieldHoweverManyNoticeIt) {
    const Ticket first = disputes_->report(report(SourceKind::quality, "rule-7", kInsurance));
    EXPECT_EQ(first.authority, kPolice) << "routed to whose word counts";
    EXPECT_EQ(to_string(first.limit.due), "2026-06-15");
    EXPECT_EQ(disputes_->report(report(SourceKind::quality, "rule-7", kInsurance)).sources, 1) << "the same run again";
    EXPECT_EQ(disputes_->report(report(SourceKind::clerk, "window1", kWindow)).id, first.id);
    EXPECT_EQ(disputes_->report(report(SourceKind::caller, "window-system", kInsuranceOffice)).sources, 3);
    const Dispute own = disputes_->record(kPerson, {"person", "birth_date", "我生于1968年", "1968-01-30"}, "k1");
    EXPECT_EQ(own.ticket, first.id);
    EXPECT_EQ(own.state, "recorded");
    EXPECT_EQ(disputes_->ticket(first.id, clerk_).sources, 4);
    Report other = report(SourceKind::clerk, "window1", kWindow);
    other.field = "address";
    EXPECT_NE(disputes_->report(other).id, first.id) << "another field is another ticket";
    EXPECT_EQ(key_of([&] { (void)disputes_->ticket(first.id, civil_); }), "disputes.no_such_ticket");
    EXPECT_THAT(kinds(), testing::ElementsAre("ticket.open", "ticket.merge", "ticket.merge", "ticket.merge",
                                              "dispute.recorded", "ticket.open"));
}

TEST_P(DisputesTest, ACorrectionChangesTheGoldenValueAndWeighsTheCasesThatReliedOnIt) {
    const std::string number = relying_case();
    const Ticket ticket = disputes_->report(report(SourceKind::clerk, "window1", kWindow));
    ASSERT_EQ(cases_->flags(number).size(), 1u) << "the clerk sees it while it is open";
    EXPECT_EQ(cases_->flags(number)[0].state, "disputed");
    EXPECT_EQ(key_of([&] { disputes_->correct(ticket.id, "1968-01-30", "身份证", authority_); }), "disputes.not_yours");
    EXPECT_EQ(key_of([&] { disputes_->correct(ticket.id, "1968年", "身份证", police_); }), "records.value_wrong_type");
    EXPECT_EQ(key_of([&] { disputes_->correct(ticket.id, "1958-01-30", "身份证", police_); }), "disputes.same_value");
    EXPECT_EQ(key_of([&] { disputes_->correct(ticket.id, "1968-01-30", " ", police_); }), "disputes.reason_length");
    clock_.advance(std::chrono::hours(24));
    const Ticket closed = disputes_->correct(ticket.id, "1968-01-30", "按身份证更正", police_);
    EXPECT_EQ(closed.outcome, Outcome::corrected);
    EXPECT_EQ(birth_date(), "1968-01-30");
    EXPECT_FALSE(disputes_->is_open(kPerson, "person", "birth_date"));
    const std::vector<UsedBy> uses = disputes_->used_by(closed);
    ASSERT_EQ(uses.size(), 1u);
    EXPECT_EQ(uses[0].case_number, number);
    EXPECT_EQ(uses[0].effect, "answer_changed") << "58 is not 60";
    cases::Flag flag = cases_->flags(number)[0];
    EXPECT_EQ(flag.state, "corrected");
    EXPECT_TRUE(flag.open());
    EXPECT_EQ(cases_->list({}).items[0].open_flags, 1);
    EXPECT_EQ(cases_->materials(number)[0].answer, "yes") << "what was fetched stays";
    cases_->weigh(number, {ticket.id, "changed", "未满60周岁，重新审查"}, {"window1", "王文婧", kWindow});
    EXPECT_EQ(disputes_->used_by(closed)[0].verdict, "changed");
    EXPECT_EQ(cases_->list({}).items[0].open_flags, 0);
    EXPECT_EQ(key_of([&] { disputes_->refuse(ticket.id, "晚了", police_); }), "disputes.closed");
    EXPECT_THAT(kinds(), testing::ElementsAre("case.receive", "ticket.open", "case.flag", "case.flag", "ticket.correct",
                                              "case.weigh"));
}

TEST_P(DisputesTest, ARefusalConfirmsTheValueAndARuleDoesNotAskAgain) {
    const std::string number = relying_case();
    const Ticket ticket = disputes_->report(report(SourceKind::quality, "rule-7", kInsurance));
    EXPECT_EQ(disputes_->refuse(ticket.id, "户籍档案为1958年", police_).outcome, Outcome::refused);
    EXPECT_FALSE(cases_->flags(number)[0].open());
    EXPECT_EQ(disputes_->report(report(SourceKind::quality, "rule-7", kInsurance)).id, ticket.id);
    EXPECT_TRUE(disputed_.none());
    clock_.advance(std::chrono::hours(1));
    say(kInsurance, {{"birth_date", "1968-01-30"}});
    EXPECT_NE(disputes_->report(report(SourceKind::quality, "rule-7", kInsurance)).id, ticket.id) << "something new";
    const Ticket again = disputes_->report(report(SourceKind::clerk, "window1", kWindow));
    EXPECT_NE(again.id, ticket.id) << "a person may always ask";
}

TEST_P(DisputesTest, SourcesThatDisagreeOpenATicketByThemselves) {
    EXPECT_TRUE(disputes_->report_contradictions("person", kPerson, "多源校核").empty());
    say(kInsurance, {{"birth_date", "1968-01-30"}, {"name", "孔阿大"}});
    const std::vector<Ticket> tickets = disputes_->report_contradictions("person", kPerson, "多源校核");
    ASSERT_EQ(tickets.size(), 1u);
    EXPECT_EQ(tickets[0].field, "birth_date");
    const Evidence evidence = disputes_->evidence(tickets[0].id, police_);
    EXPECT_EQ(evidence.value, "1958-01-30");
    ASSERT_EQ(evidence.said.size(), 2u);
    EXPECT_EQ(evidence.said[0].value, "1968-01-30");
    EXPECT_TRUE(evidence.said[1].golden);
    EXPECT_EQ(evidence.id_number_says, "1968-01-30");
    EXPECT_EQ(kinds().back(), "record.viewed") << "reading in clear is journaled";
    EXPECT_EQ(key_of([&] { (void)disputes_->evidence(tickets[0].id, clerk_); }), "disputes.no_such_ticket");
}

TEST_P(DisputesTest, WhoReadsADisputedValueIsWarnedAndCasesElsewhereAreListed) {
    EXPECT_EQ(call_from_elsewhere().body.find("disputed"), std::string::npos);
    Report wrong = report(SourceKind::citizen, "citizen", "");
    wrong.field = "address";
    wrong.claimed = "文三路100号";
    const Ticket ticket = disputes_->report(wrong);
    EXPECT_TRUE(disputes_->is_open(kPerson, "person", "address"));
    EXPECT_NE(call_from_elsewhere().body.find(R"("disputed":["address"])"), std::string::npos);
    disputes_.reset();
    disputed_.remove(subjects_->digest_of(kPerson), "person", "address");
    open();
    EXPECT_TRUE(disputes_->is_open(kPerson, "person", "address")) << "known again after a restart";
    std::vector<UsedBy> uses;
    while (uses.empty()) uses = disputes_->used_by(ticket);  // the journal tells in its own time
    EXPECT_EQ(uses[0].case_number, "33010018061200001235");
    EXPECT_EQ(uses[0].application, "window-system");
    EXPECT_FALSE(uses[0].here);
    const Ticket closed = disputes_->correct(ticket.id, "文三路100号", "已核实", police_);
    EXPECT_EQ(call_from_elsewhere().body.find("disputed"), std::string::npos);
    EXPECT_EQ(disputes_->used_by(closed)[0].effect, "unknown");
}

TEST_P(DisputesTest, TheClockRunsIsExtendedOnceAndCountedByBody) {
    const Ticket ticket = disputes_->report(report(SourceKind::clerk, "window1", kWindow));
    TicketFilter red;
    red.light = "red";
    EXPECT_EQ(disputes_->tickets(red).total, 0);
    clock_.advance(std::chrono::hours(24 * 9));
    EXPECT_EQ(disputes_->tickets(red).total, 1);
    EXPECT_EQ(disputes_->figures()[0].overdue, 1);
    EXPECT_EQ(to_string(disputes_->extend(ticket.id, "须调取原始档案", police_).limit.due), "2026-06-23")
        << "06-19 is 端午";
    EXPECT_EQ(key_of([&] { disputes_->extend(ticket.id, "再延", police_); }), "disputes.extended_once");
    EXPECT_EQ(disputes_->tickets(red).total, 0);
    disputes_->add_evidence(ticket.id, "附：身份证复印件", clerk_);
    disputes_->correct(ticket.id, "1968-01-30", "按身份证更正", police_);
    const BodyFigures figures = disputes_->figures()[0];
    EXPECT_EQ(figures.authority, kPolice);
    EXPECT_EQ(figures.corrected, 1);
    EXPECT_EQ(figures.in_time, 1);
    EXPECT_NEAR(figures.average_days, 9, 0.01);
    EXPECT_EQ(key_of([&] { disputes_->add_evidence(ticket.id, "太晚", clerk_); }), "disputes.closed");
}

TEST_P(DisputesTest, ACitizensDisputeIsRecordedOnceForARequestKeyAndTold) {
    const Disputes::Claim claim{"person", "birth_date", "我生于1968年", ""};
    const Dispute first = disputes_->record(kPerson, claim, "k1");
    EXPECT_EQ(disputes_->record(kPerson, claim, "k1").id, first.id);
    EXPECT_NE(disputes_->record(kPerson, claim, "k2").id, first.id);
    EXPECT_EQ(key_of([&] {
                  disputes_->record(kPerson, {"person", "birth_date", "别的", ""}, "k1");
              }),
              "disputes.key_reused");
    EXPECT_EQ(key_of([&] {
                  disputes_->record(kPerson, {"person", "height", "x", ""}, "k3");
              }),
              "disputes.no_such_field");
    EXPECT_EQ(key_of([&] {
                  disputes_->record(kPerson, {"person", "name", std::string(1001, 'x'), ""}, "k3");
              }),
              "disputes.reason_length");
    EXPECT_EQ(disputes_->ticket(first.ticket, police_).sources, 1) << "the same words twice are one source";
    disputes_->correct(first.ticket, "1968-01-30", "按身份证更正", police_);
    const Page page = disputes_->list(kPerson, 1, 10);
    EXPECT_EQ(page.total, 2);
    EXPECT_EQ(page.items[0].state, "corrected");
    EXPECT_EQ(page.items[0].answer, "按身份证更正");
    EXPECT_EQ(disputes_->list("330106198001011234", 1, 10).total, 0);
}

TEST_P(DisputesTest, AnApplicationReportsSignedAsItCalls) {
    accounts::Options cheap;
    cheap.argon2_kib = 64;
    cheap.argon2_passes = 1;
    accounts::Accounts accounts(database(), *journal_, organisations_, clock_, random_, cheap);
    http::Router router;
    disputes_->add_routes(router, accounts, *applications_);
    const auto send = [&](const std::string& body, const std::string& secret, Instant time) {
        http::Request request;
        request.method = http::Method::post;
        request.path = "/api/v1/calls/reports";
        request.body = body;
        const std::string stamp = std::to_string(time.time_since_epoch().count() / 1000);
        const std::string message = "POST\n/api/v1/calls/reports\nwindow-system\n" + stamp + "\n" + body;
        const crypto::HmacKey key(crypto::HashAlgorithm::sm3, as_bytes(secret));
        request.headers.add("Yici-Application", "window-system");
        request.headers.add("Yici-Time", stamp);
        request.headers.add("Yici-Signature", to_hex(key.sign(as_bytes(message))));
        std::string allowed;
        return json::parse(router.find(request, allowed).handler(request).body);
    };
    const std::string body = R"({"call":"c1","subject":"330106196801302197","resource":"307001003/000020",)"
                             R"("field":"birth_date","reason":"与身份证不符","claimed":"1968-01-30"})";
    const json answer = send(body, kSecret, clock_.now());
    EXPECT_EQ(answer["due_on"], "2026-06-15");
    EXPECT_EQ(send(body, kSecret, clock_.now())["ticket"], answer["ticket"]);
    EXPECT_EQ(disputes_->ticket(answer["ticket"].get<std::string>(), police_).sources, 1);
    EXPECT_EQ(key_of([&] { send(body, "ffffffffffffffffffffffffffffffff", clock_.now()); }),
              "exchange.wrong_signature");
    EXPECT_EQ(key_of([&] { send(body, kSecret, clock_.now() - std::chrono::minutes(6)); }), "exchange.time_outside");
    EXPECT_EQ(key_of([&] { send(R"({"call":1})", kSecret, clock_.now()); }), "disputes.bad_request");
}

YICI_ON_BOTH_DATABASES(DisputesTest);

TEST(CorrectionPolicy, IsThePacks) {
    std::vector<Finding> findings;
    EXPECT_EQ(Policy::load(kPack, findings).correction_days, 5);
    const test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "sharing");
    write_file_atomically(folder.path() / "sharing/corrections.yaml", "days: 3\nextension_days: -1\n");
    EXPECT_EQ(Policy::load(folder.path(), findings).correction_days, 3);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].key, "disputes.policy_out_of_range");
}

}  // namespace
}  // namespace yici::disputes
