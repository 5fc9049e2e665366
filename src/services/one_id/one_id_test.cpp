#include "services/one_id/one_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/records/records.h"
#include "services/one_id/fetch.h"
#include "services/one_id/gathering_json.h"
#include "support/databases.h"
#include "support/temporary_folder.h"

namespace yici::one_id {
namespace {

using cases::MaterialStatus;

constexpr const char* kRenter = "33028119920817244X";
constexpr const char* kHousingFundMatter = "公共服务-00345-001";
const std::filesystem::path kPack = "packs/zhejiang";

/// A whole node's parts below one_id, on the real pack; resources of departments' systems are out of reach here.
class OneIdTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        divisions_ = codes::Divisions::load(kPack / "divisions.csv", findings_);
        calendar_ = codes::WorkingCalendar::load(kPack / "calendars", findings_);
        organisations_ = organisations::Directory::load(kPack, divisions_, findings_);
        types_ = records::RecordTypes::load(kPack, findings_);
        resources_ = exchange::Resources::load(kPack, types_, findings_);
        matters_ = matters::Catalogue::load(kPack, findings_);
        licence_types_ = documents::LicenceTypes::load(kPack, findings_);
        compile_rules();
        ASSERT_THAT(findings_, testing::IsEmpty());
        key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
        journal_ = journal::Journal::open(folder_.path(), database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        decisions_ = std::make_unique<decisions::Decisions>(decisions::Parts{database(), *journal_, library_, clock_});
        registry_ = std::make_unique<records::MemoryRegistry>(types_);
        records_ = std::make_unique<records::Records>(database(), types_, clock_, registry_.get());
        grants_ = std::make_unique<exchange::Grants>(database(), clock_);
        grants_->take_from(resources_);
        applications_ = std::make_unique<exchange::Applications>(database(), random_, Bytes(16, 7));
        licences_ = std::make_unique<licences::Licences>(licences::Parts{database(), *journal_, *subjects_,
                                                                         licence_types_, organisations_, *key_, clock_,
                                                                         random_, "http://localhost"});
        cases_ =
            std::make_unique<cases::Cases>(cases::Parts{database(), *journal_, *subjects_, matters_, organisations_,
                                                        calendar_, *licences_, live_, clock_, random_, ""});
        exchange::GatewayOptions options;
        options.wait = [](std::chrono::milliseconds) {};
        gateway_ = std::make_unique<exchange::Gateway>(
            exchange::GatewayParts{resources_, types_, *grants_, *applications_, live_, *registry_, *journal_, *key_,
                                   clock_, random_},
            std::vector<exchange::System>{}, options);
        one_id_ = std::make_unique<OneId>(
            Parts{*cases_, matters_, resources_, types_, masks_, *gateway_, organisations_, clock_,
                  [this](std::string_view, std::string_view, std::string_view field) {
                      return field == disputed_field_;
                  }},
            4);
    }

    void TearDown() override {
        one_id_.reset();
        gateway_.reset();
        cases_.reset();
        licences_.reset();
        applications_.reset();
        grants_.reset();
        records_.reset();
        subjects_.reset();
        decisions_.reset();
        journal_.reset();
        test::DatabaseTest::TearDown();
    }

    void compile_rules() {
        library_ = decisions::Library::load(kPack, clock_, findings_);
        matters::KnownCodes known;
        for (const exchange::Resource& resource : resources_.all()) {
            for (const std::string& item : resource.items) {
                const records::Field* field = types_.find(resource.record_type)->find(item);
                known.resources[resource.code][item] = {field->data_type, field->title, field->title_en};
            }
        }
        matters_.compile_rules(known, library_, clock_, findings_);
        for (const Finding& one : findings_) ADD_FAILURE() << one.to_string(Language::en);
    }

    void observe(const std::string& type, std::vector<std::pair<std::string, std::string>> values) {
        const records::RecordType* known = types_.find(type);
        records_->add({type, kRenter, {known->fields.front().authority, "test"}, clock_.now(), "", std::move(values)});
    }

    cases::Case receive() {
        cases::NewCase request;
        request.matter = kHousingFundMatter;
        request.subject = kRenter;
        request.form = R"({"bank_card":"6222020200112231","amount_fen":320000})";
        request.by = clerk_;
        return cases_->receive(request);
    }

    Gathering gather(const cases::Case& item) {
        one_id_->gather(item.number, clerk_);
        one_id_->wait(item.number);
        return one_id_->gathering(item.number);
    }

    const cases::MaterialResult& result(const Gathering& gathering, const std::string& code) {
        for (const cases::MaterialResult& one : gathering.materials) {
            if (one.material == code) return one;
        }
        throw std::out_of_range(code);
    }

    /// The material of the matter that asks this record type of our own registry first.
    std::string material_of(const std::string& type) {
        for (const matters::Material& material : matters_.find(kHousingFundMatter)->materials) {
            const exchange::Resource* resource = resources_.find(material.alternatives.front().resource);
            if (resource != nullptr && resource->record_type == type) return material.code;
        }
        throw std::out_of_range(type);
    }

    test::TemporaryFolder folder_;
    ManualClock clock_{*parse_instant("2026-06-08T01:00:00Z")};
    SystemRandom random_;
    std::vector<Finding> findings_;
    codes::Divisions divisions_;
    codes::WorkingCalendar calendar_;
    organisations::Directory organisations_;
    records::RecordTypes types_;
    masking::MaskRules masks_;
    exchange::Resources resources_;
    decisions::Library library_;
    matters::Catalogue matters_;
    documents::LicenceTypes licence_types_;
    exchange::CaseTable live_;
    std::unique_ptr<crypto::PrivateKey> key_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<decisions::Decisions> decisions_;
    std::unique_ptr<records::MemoryRegistry> registry_;
    std::unique_ptr<records::Records> records_;
    std::unique_ptr<exchange::Grants> grants_;
    std::unique_ptr<exchange::Applications> applications_;
    std::unique_ptr<licences::Licences> licences_;
    std::unique_ptr<cases::Cases> cases_;
    std::unique_ptr<exchange::Gateway> gateway_;
    std::unique_ptr<OneId> one_id_;
    std::string disputed_field_;
    cases::Actor clerk_{"window1", "王窗口", "11330106MB1000184X"};
};

TEST_P(OneIdTest, TheMattersRulesAreAskedOnceTheMaterialsHaveCome) {
    observe("housing_fund", {{"account_number", "1000"}, {"state", "正常缴存"}, {"months_paid", "2"}});
    observe("housing", {{"house_count", "0"}});
    const cases::Case item = receive();
    (void)gather(item);
    const auto said = cases_->assessments(item.number);
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].purpose, "eligibility");
    EXPECT_EQ(said[0].decision, "rent_withdrawal");
    EXPECT_EQ(said[0].outcome, "not_eligible");
    EXPECT_EQ(said[0].reason_zh, "连续足额缴存不满3个月（建金〔2015〕19号第一条）");
    EXPECT_NE(said[0].why_en.find("Rule 1 matched"), std::string::npos) << said[0].why_en;
    // Asked again with the same facts nothing is written; with others the answer is another.
    journal_->flush();
    const uint64_t size = journal_->size();
    cases_->assess(item.number, clerk_);
    journal_->flush();
    EXPECT_EQ(journal_->size(), size);
    cases::MaterialResult account;
    account.material = "account";
    account.status = MaterialStatus::present;
    account.fields = {{"state", "", "", "正常缴存", "", false}, {"months_paid", "", "", "38", "", false}};
    cases_->record_material(item.number, account);
    cases_->assess(item.number, clerk_);
    EXPECT_EQ(cases_->assessments(item.number)[0].outcome, "eligible");
    journal_->flush();
    EXPECT_EQ(journal_->size(), size + 1);
}

TEST_P(OneIdTest, WhatThisSituationDoesNotAskForIsNeitherFetchedNorMissed) {
    cases::NewCase request;
    request.matter = "公共服务-00511-001";
    request.subject = "330106197104081370";
    request.form = R"({"contact_mobile":"13800000000"})";
    request.by = clerk_;
    const cases::Case item = cases_->receive(request);
    EXPECT_EQ(result(gather(item), "guardian").status, MaterialStatus::not_needed);
    for (const cases::MaterialResult& one : cases_->materials(item.number)) EXPECT_NE(one.material, "guardian");
}

TEST_P(OneIdTest, WhatARegistryHoldsIsFetchedAndWhatIsOutOfReachIsNamed) {
    observe("tenancy", {{"filing_number", "杭租备 1"},
                        {"address", "文新街道"},
                        {"monthly_rent_fen", "320000"},
                        {"from_on", "2026-01-01"},
                        {"to_on", "2027-12-31"}});
    const cases::Case item = receive();
    const Gathering gathering = gather(item);
    EXPECT_TRUE(gathering.done);
    const auto& tenancy = result(gathering, material_of("tenancy"));
    EXPECT_EQ(tenancy.status, MaterialStatus::present);
    EXPECT_FALSE(tenancy.fields.empty());
    EXPECT_EQ(tenancy.system, "registry");
    EXPECT_EQ(result(gathering, "identity").status, MaterialStatus::present);
}

TEST_P(OneIdTest, EveryFetchIsJournaledForTheCase) {
    observe("tenancy", {{"filing_number", "杭租备 1"}});
    const cases::Case item = receive();
    (void)gather(item);
    journal_->flush();
    int calls = 0;
    for (const journal::Stored& entry : journal_->read(0, 1000)) {
        if (entry.text.find("call.answered") == std::string::npos) continue;
        ++calls;
        EXPECT_NE(entry.text.find(item.number), std::string::npos);
        EXPECT_EQ(entry.text.find(kRenter), std::string::npos) << "no ID number in clear";
    }
    EXPECT_GE(calls, 1);
}

TEST_P(OneIdTest, WhatIsThereIsNotFetchedAgainAndWhatWasMissingIs) {
    const cases::Case item = receive();
    const std::string material = material_of("tenancy");
    EXPECT_NE(result(gather(item), material).status, MaterialStatus::present);
    observe("tenancy", {{"filing_number", "杭租备 1"}});
    EXPECT_EQ(result(gather(item), material).status, MaterialStatus::present);
    journal_->flush();
    const uint64_t before = journal_->size();
    cases_->bring(item.number, "identity", std::nullopt, clerk_);
    (void)gather(item);
    journal_->flush();
    for (const journal::Stored& entry : journal_->read(before, 1000)) {
        EXPECT_EQ(entry.text.find("\"material\":\"" + material + "\""), std::string::npos);
    }
}

TEST_P(OneIdTest, ADisputedValueIsShownWithAWarning) {
    observe("tenancy", {{"filing_number", "杭租备 1"}, {"address", "文新街道"}});
    disputed_field_ = "address";
    const Gathering gathering = gather(receive());
    bool warned = false;
    for (const auto& field : result(gathering, material_of("tenancy")).fields) {
        EXPECT_EQ(field.disputed, field.name == "address");
        warned = warned || field.disputed;
    }
    EXPECT_TRUE(warned);
}

TEST_P(OneIdTest, WhatARegistryCallsTheApplicantReplacesWhatTheCardSaid) {
    cases::NewCase request;
    request.matter = "确认-00412-001";
    request.subject = kRenter;
    request.applicant_name = "林若溪（卡）";
    request.form = R"({"contact_mobile":"13700000001"})";
    request.by = clerk_;
    const cases::Case item = cases_->receive(request);
    EXPECT_EQ(cases_->get(item.number).applicant_name, "林若溪（卡）");
    observe("residence", {{"name", "林若溪"}, {"address", "三墩镇"}, {"registered_on", "2025-03-11"}});
    (void)gather(item);
    EXPECT_EQ(cases_->get(item.number).applicant_name, "林若溪");
}

TEST_P(OneIdTest, NothingIsGatheredForAnEndedCase) {
    const cases::Case item = receive();
    cases::Act end;
    end.action = cases::Action::withdraw;
    end.by = clerk_;
    end.reason = "不办了";
    (void)cases_->act(item.number, end);
    try {
        one_id_->gather(item.number, clerk_);
        FAIL() << "gathered";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "cases.not_now");
    }
}

YICI_ON_BOTH_DATABASES(OneIdTest);

TEST(Contradictions, AreFoundBetweenMaterialsAndNotWithPapers) {
    matters::Matter matter;
    matter.checks = {{"a.name", "b.spouse_name"}};
    const auto make = [](const std::string& material, const std::string& field, const std::string& value) {
        cases::MaterialResult result;
        result.material = material;
        result.status = MaterialStatus::present;
        result.fields = {{field, field, field, value, "", false}};
        return result;
    };
    std::vector<cases::MaterialResult> results{make("a", "name", "严建鑫"), make("b", "spouse_name", "严建新")};
    find_contradictions(matter, results);
    EXPECT_EQ(results[0].status, MaterialStatus::contradictory);
    EXPECT_EQ(results[1].status, MaterialStatus::contradictory);
    EXPECT_TRUE(results[0].fields[0].disputed) << "the desk shows which value it is";
    EXPECT_TRUE(results[1].fields[0].disputed);

    results = {make("a", "name", "严建鑫"), make("b", "spouse_name", "严建鑫")};
    find_contradictions(matter, results);
    EXPECT_EQ(results[0].status, MaterialStatus::present);

    results = {make("a", "name", "严建鑫"), make("b", "spouse_name", "严建新")};
    results[1].status = MaterialStatus::brought;
    find_contradictions(matter, results);
    EXPECT_EQ(results[0].status, MaterialStatus::present);
}

}  // namespace
}  // namespace yici::one_id
