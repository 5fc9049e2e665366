#include "services/responsibilities/responsibilities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engines/records/records.h"
#include "foundation/base/files.h"
#include "services/licences/licences.h"
#include "support/databases.h"

namespace yici::responsibilities {
namespace {

const std::filesystem::path kPack = "packs/zhejiang";
constexpr const char* kTransfer = "公共服务-00702-001";
constexpr const char* kInsuranceOffice = "12330100003481348E";
constexpr const char* kBasics = "307001003/000020";
constexpr const char* kInsurance = "307001007/000008";
constexpr const char* kPerson = "330106199003072511";

class ResponsibilitiesTest : public test::DatabaseTest {
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
        policy_ = Policy::load(kPack, findings_);
        ASSERT_THAT(findings_, testing::IsEmpty());
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        memory_ = std::make_unique<records::MemoryRegistry>(types_);
        records_ = std::make_unique<records::Records>(database(), types_, clock_, memory_.get());
        grants_ = std::make_unique<exchange::Grants>(database(), clock_);
        grants_->take_from(resources_);
        applications_ = std::make_unique<exchange::Applications>(database(), random_, as_bytes("0123456789abcdef"));
        licences_ = std::make_unique<licences::Licences>(licences::Parts{database(), *journal_, *subjects_,
                                                                         licence_types_, organisations_, *key_, clock_,
                                                                         random_, "http://localhost"});
        cases_ = std::make_unique<cases::Cases>(cases::Parts{database(), *journal_, *subjects_, matters_,
                                                             organisations_, calendar_, *licences_, live_, clock_,
                                                             random_, "http://localhost"});
        start_gateway();
        const auto connected = [this](const exchange::Resource&) { return connected_; };
        requests_ = std::make_unique<requests::Requests>(requests::Parts{database(),
                                                                         *journal_,
                                                                         resources_,
                                                                         types_,
                                                                         *grants_,
                                                                         matters_,
                                                                         organisations_,
                                                                         calendar_,
                                                                         clock_,
                                                                         {},
                                                                         connected});
        open();
    }
    void TearDown() override {
        list_.reset();
        gateway_.reset();
        journal_.reset();
        DatabaseTest::TearDown();
    }
    void start_gateway() {
        exchange::GatewayOptions options;
        options.wait = [](std::chrono::milliseconds) {};
        gateway_ = std::make_unique<exchange::Gateway>(
            exchange::GatewayParts{resources_, types_, *grants_, *applications_, live_, *memory_, *journal_, *key_,
                                   clock_, random_},
            std::vector<exchange::System>{}, options);
    }
    void open() {
        list_ = std::make_unique<Responsibilities>(Parts{
            database(), *journal_, matters_, resources_, types_, *grants_, *gateway_, *cases_, *requests_,
            organisations_, calendar_, clock_, policy_, [this](const exchange::Resource&) { return connected_; }});
    }
    /// A call for the household of a transfer of insurance; an http resource's fails, for there is no such system.
    std::string call(const char* resource, const char* material, std::vector<std::string> fields) {
        exchange::LiveCase live;
        live.number = "33010018061200001235";
        live.matter = kTransfer;
        live.state = "02";
        live.subjects = {{kPerson, "d1"}};
        live.materials = std::make_shared<const std::vector<exchange::MaterialUse>>(
            std::vector<exchange::MaterialUse>{{material, material, resource, fields, {}}});
        live_.put(live);
        exchange::Call call;
        call.id = "c" + std::to_string(++calls_);
        call.application = "desk";
        call.organisation = kInsuranceOffice;
        call.resource = resource;
        call.matter = kTransfer;
        call.case_number = live.number;
        call.material = material;
        call.subject = kPerson;
        call.fields = std::move(fields);
        call.purpose = "转移";
        call.basis = "社会保险法";
        call.officer = "o1";
        call.expires = clock_.now() + std::chrono::minutes(5);
        return std::string(to_string(gateway_->call(call).result));
    }
    Responsibility line(const std::string& resource, const std::string& field) {
        for (Responsibility& one : list_->all()) {
            if (one.resource == resource && one.field == field) return one;
        }
        ADD_FAILURE() << "no line for " << resource << " " << field;
        return {};
    }
    const Use* use_in(const Responsibility& line, const char* matter) {
        for (const Use& use : line.uses) {
            if (use.matter == matter) return &use;
        }
        return nullptr;
    }

    std::vector<Finding> findings_;
    codes::Divisions divisions_;
    codes::WorkingCalendar calendar_;
    organisations::Directory organisations_;
    records::RecordTypes types_;
    exchange::Resources resources_;
    documents::LicenceTypes licence_types_;
    matters::Catalogue matters_;
    Policy policy_;
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    ManualClock clock_{*parse_instant("2026-06-08T01:00:00Z")};
    SystemRandom random_;
    exchange::CaseTable live_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<records::MemoryRegistry> memory_;
    std::unique_ptr<records::Records> records_;
    std::unique_ptr<exchange::Grants> grants_;
    std::unique_ptr<exchange::Applications> applications_;
    std::unique_ptr<licences::Licences> licences_;
    std::unique_ptr<cases::Cases> cases_;
    std::unique_ptr<exchange::Gateway> gateway_;
    std::unique_ptr<requests::Requests> requests_;
    std::unique_ptr<Responsibilities> list_;
    bool connected_ = true;
    int calls_ = 0;
};

TEST_P(ResponsibilitiesTest, AFieldIsConnectedThenServingThenFailingAsCallsShow) {
    Responsibility name = line(kBasics, "name");
    EXPECT_EQ(name.provider, "11330000002481063P");
    EXPECT_EQ(name.title, "姓名");
    EXPECT_EQ(name.state, State::connected) << "granted and reachable, nobody has called";
    EXPECT_EQ(to_string(name.due), "2026-07-07") << "twenty working days from 06-08, past 端午";
    EXPECT_EQ(call(kBasics, "register", {"name", "address"}), "none");
    name = line(kBasics, "name");
    EXPECT_EQ(name.state, State::serving);
    ASSERT_NE(use_in(name, kTransfer), nullptr);
    EXPECT_EQ(use_in(name, kTransfer)->answered, 1);
    clock_.advance(std::chrono::hours(24 * 40));
    EXPECT_EQ(line(kBasics, "name").state, State::connected) << "nobody has called for long";

    for (int i = 0; i < 2; ++i) EXPECT_EQ(call(kInsurance, "insurance", {"name"}), "failed");
    EXPECT_NE(line(kInsurance, "name").state, State::failing);
    list_.reset();
    start_gateway();
    open();
    EXPECT_EQ(call(kInsurance, "insurance", {"name"}), "failed");
    EXPECT_EQ(line(kInsurance, "name").state, State::failing) << "three in a row, counted over a restart";
    EXPECT_EQ(use_in(line(kInsurance, "name"), kTransfer)->failed, 3);
}

TEST_P(ResponsibilitiesTest, WhatIsNotGrantedIsPromisedUntilTheRequestIsThrough) {
    for (const exchange::Grant& grant : grants_->all()) {
        if (grant.resource == kBasics && grant.organisation == kInsuranceOffice) grants_->revoke(grant.id);
    }
    Responsibility name = line(kBasics, "name");
    EXPECT_EQ(name.state, State::promised);
    EXPECT_EQ(use_in(name, kTransfer)->obstacle, Obstacle::not_granted);
    requests::Draft draft;
    draft.resource = kBasics;
    draft.matter = kTransfer;
    draft.material = "register";
    draft.reason = "免交户口簿";
    draft.fields = {"name", "address"};
    const requests::Actor steward{"s", "s", kInsuranceOffice, true, false};
    const requests::Actor police{"p", "p", "11330000002481063P", true, false};
    const requests::Actor authority{"a", "a", "11330000000001804D", false, true};
    const std::string number = requests_->create(draft, steward, "").number;
    EXPECT_EQ(use_in(line(kBasics, "name"), kTransfer)->request, number);
    requests::Act step;
    step.action = requests::Action::pass;
    (void)requests_->act(number, step, authority, "");
    step.action = requests::Action::answer;
    step.agreed = true;
    (void)requests_->act(number, step, police, "");
    EXPECT_EQ(line(kBasics, "name").state, State::connected);
}

TEST_P(ResponsibilitiesTest, DueDaysAreKeptAndStatesAreJournaled) {
    const Responsibility before = line(kBasics, "name");
    clock_.advance(std::chrono::hours(24 * 10));
    EXPECT_EQ(line(kBasics, "name").due, before.due) << "first seen ten days ago";
    EXPECT_EQ(line(kBasics, "name").since, before.since);
    list_->assign(before.id, *parse_date("2026-06-30"), "省政府专题会议", "authority", "傅思远");
    EXPECT_EQ(to_string(line(kBasics, "name").due), "2026-06-30");
    EXPECT_EQ(line(kBasics, "name").assigned_by, "傅思远");
    try {
        list_->assign("nothing", *parse_date("2026-06-30"), "", "authority", "");
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "responsibilities.not_found");
    }
    connected_ = false;
    clock_.advance(std::chrono::hours(24 * 30));
    EXPECT_TRUE(line(kBasics, "name").overdue(china_date(clock_.now()))) << "promised and past its day";
    Filter filter;
    filter.overdue = true;
    EXPECT_GT(list_->list(filter).total, 0);
    filter.provider = "nobody";
    EXPECT_EQ(list_->list(filter).total, 0);
    journal_->flush();
    std::set<std::string> kinds;
    for (const auto& entry : journal_->read(0, journal_->size())) {
        kinds.insert(nlohmann::json::parse(entry.text)["kind"].get<std::string>());
    }
    EXPECT_THAT(kinds, testing::IsSupersetOf(
                           {"responsibility.connected", "responsibility.promised", "responsibility.assigned"}));
}

TEST_P(ResponsibilitiesTest, TheGapNamesWhatCostsAVisitRanksRemediesAndKnowsWhatIf) {
    std::vector<MatterGap> gaps = list_->gaps();
    EXPECT_EQ(gaps.size(), 12u);
    const auto open = [](const std::vector<MatterGap>& all) {
        return std::ranges::count_if(all, [](const MatterGap& gap) { return !gap.one_id(); });
    };
    EXPECT_EQ(open(gaps), 2) << "as the matters themselves say when everything is granted and reached";
    for (const MatterGap& gap : gaps) EXPECT_EQ(gap.one_id(), gap.matter->one_id()) << gap.matter->name;
    const std::vector<Remedy> ranked = rank_remedies(gaps);
    for (size_t i = 1; i < ranked.size(); ++i) EXPECT_GE(ranked[i - 1].yearly_cases, ranked[i].yearly_cases);

    // The minimum-living allowance lacks two papers that two bodies hold: neither alone makes it one-ID.
    std::set<std::string> both;
    for (const Remedy& remedy : ranked) {
        if (remedy.matters.contains("给付-00098-001")) {
            EXPECT_EQ(remedy.obstacle, Obstacle::not_opened);
            EXPECT_TRUE(remedy.one_id.empty());
            both.insert(remedy.id);
        }
    }
    ASSERT_EQ(both.size(), 2u);
    ASSERT_EQ(what_if(gaps, both).size(), 1u);
    EXPECT_EQ(what_if(gaps, both)[0]->matter->code, "给付-00098-001");
    EXPECT_TRUE(what_if(gaps, {*both.begin()}).empty());
    const auto livelihood = [](const std::vector<Progress>& progress) { return progress.front().one_id; };
    EXPECT_EQ(livelihood(list_->progress(gaps, both)), livelihood(list_->progress(gaps)) + 1);

    // A grant that is over is a gap of its own, with the cases of the matter behind it.
    for (const exchange::Grant& grant : grants_->all()) {
        if (grant.resource == kBasics && grant.organisation == kInsuranceOffice) grants_->revoke(grant.id);
        if (grant.resource == "307001003/000021" && grant.organisation == kInsuranceOffice) grants_->revoke(grant.id);
    }
    gaps = list_->gaps();
    EXPECT_EQ(open(gaps), 3);
    const Remedy first = list_->remedies().front();
    EXPECT_EQ(first.obstacle, Obstacle::not_granted);
    EXPECT_EQ(first.yearly_cases, 37000);
    EXPECT_EQ(first.one_id, std::set<std::string>{kTransfer});
}

YICI_ON_BOTH_DATABASES(ResponsibilitiesTest);

TEST(Gap, CountsOurOwnCasesWhereThePackSaysNothingAndKnowsWhyAMaterialIsAskedFor) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "matters");
    std::filesystem::copy(kPack / "matters/elder_allowance.yaml", folder.path() / "matters/a.yaml");
    std::filesystem::copy(kPack / "forms", folder.path() / "forms");
    std::string text = read_file(folder.path() / "matters/a.yaml");
    const auto replace = [&](const std::string& from, const std::string& to) {
        ASSERT_NE(text.find(from), std::string::npos);
        text.replace(text.find(from), from.size(), to);
    };
    replace("yearly_cases: 12000", "yearly_cases: 0");
    replace("    name: 户口簿\n", "    name: 户口簿\n    original: 中华人民共和国户口登记条例第三条\n");
    write_file_atomically(folder.path() / "matters/a.yaml", text);
    std::vector<Finding> findings;
    const matters::Catalogue matters = matters::Catalogue::load(folder.path(), findings);
    ASSERT_THAT(findings, testing::IsEmpty());
    EXPECT_FALSE(matters.all()[0]->one_id());
    const exchange::Resources none;
    const auto failing = [](const auto&, const auto&, const auto&) { return Readiness{Obstacle::failing, false}; };
    const std::vector<MatterGap> gaps = find_gaps(matters, none, failing, {{"给付-00123-001", 77}});
    ASSERT_EQ(gaps.size(), 1u);
    EXPECT_EQ(gaps[0].yearly_cases, 77);
    EXPECT_TRUE(gaps[0].counted);
    ASSERT_EQ(gaps[0].gaps.size(), 2u) << "the card is there";
    EXPECT_EQ(gaps[0].gaps[0].obstacle, Obstacle::original_needed);
    EXPECT_EQ(gaps[0].gaps[0].note, "中华人民共和国户口登记条例第三条");
    EXPECT_EQ(gaps[0].gaps[1].obstacle, Obstacle::failing);
}

}  // namespace
}  // namespace yici::responsibilities
