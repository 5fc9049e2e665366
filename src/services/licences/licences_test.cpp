#include "services/licences/licences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/codes/codes.h"
#include "engines/documents/container.h"
#include "services/licences/licences_json.h"
#include "support/databases.h"
#include "support/temporary_folder.h"

namespace yici::licences {
namespace {

constexpr const char* kElder = "330106193802141715";
constexpr const char* kType = "11330000000001804D021";
const std::filesystem::path kPack = "packs/zhejiang";

class LicencesTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
        divisions_ = codes::Divisions::load(kPack / "divisions.csv", findings_);
        organisations_ = organisations::Directory::load(kPack, divisions_, findings_);
        types_ = documents::LicenceTypes::load(kPack, findings_);
        journal_ = journal::Journal::open(folder_.path(), database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        licences_ = std::make_unique<Licences>(parts());
    }

    void TearDown() override {
        licences_.reset();
        subjects_.reset();
        journal_.reset();
        test::DatabaseTest::TearDown();
    }

    Parts parts() {
        return {database(), *journal_, *subjects_, types_, organisations_, *key_, clock_, random_, "http://localhost"};
    }

    Issued issue(const std::string& type = kType) {
        IssueRequest request;
        request.type = type;
        request.issuer = "113301000024800019";
        request.holder = kElder;
        request.holder_name = "沈福根";
        request.case_number = "33010626060800000017";
        return database().write_value(
            [&](db::Transaction& transaction) { return licences_->issue(transaction, request); });
    }

    documents::Verification verify(const Licence& licence) {
        return documents::verify_container(licence.container, &key_->public_key(), china_date(clock_.now()));
    }

    test::TemporaryFolder folder_;
    ManualClock clock_{*parse_instant("2026-06-08T01:00:00Z")};
    SystemRandom random_;
    std::vector<Finding> findings_;
    codes::Divisions divisions_;
    organisations::Directory organisations_;
    documents::LicenceTypes types_;
    std::unique_ptr<crypto::PrivateKey> key_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<Licences> licences_;
};

TEST_P(LicencesTest, AnIssuedLicenceIsFoundSignedAndVerifies) {
    const Issued issued = issue();
    EXPECT_FALSE(codes::check("licence", issued.identifier)) << issued.identifier;
    const auto found = licences_->of_holder(kElder);
    ASSERT_EQ(found.size(), 1u);
    const documents::Verification verification = verify(found[0]);
    EXPECT_TRUE(verification.none_failed());
    EXPECT_EQ(verification.licence->holder_name, "沈福根");
    EXPECT_EQ(verification.check("signature").outcome, documents::Outcome::passed);
}

TEST_P(LicencesTest, IssuingAgainRaisesTheVersionAndEndsTheEarlierOne) {
    const Issued first = issue();
    const Issued second = issue();
    EXPECT_NE(first.identifier.find(".001."), std::string::npos);
    EXPECT_NE(second.identifier.find(".002."), std::string::npos);
    EXPECT_EQ(licences_->get(first.identifier).state, "05");
    EXPECT_EQ(licences_->get(second.identifier).state, "01");
    EXPECT_EQ(verify(licences_->get(second.identifier)).licence->previous, first.identifier);
    EXPECT_NE(verification_json(verify(licences_->get(first.identifier)), "05").find(R"("valid":false)"),
              std::string::npos);
}

TEST_P(LicencesTest, AnAlteredContainerFails) {
    Licence licence = licences_->get(issue().identifier);
    const std::string text(as_text(licence.container));
    const size_t at = text.find("沈福根");
    if (at != std::string::npos) {
        licence.container[at] ^= 1;
    } else {
        licence.container[text.size() / 2] ^= 1;
    }
    EXPECT_FALSE(verify(licence).none_failed());
}

TEST_P(LicencesTest, ARolledBackIssueLeavesNothing) {
    IssueRequest request;
    request.type = kType;
    request.issuer = "113301000024800019";
    request.holder = kElder;
    EXPECT_THROW(database().write([&](db::Transaction& transaction) {
        (void)licences_->issue(transaction, request);
        throw Error(ErrorKind::conflict, "cases.not_now");
    }),
                 Error);
    EXPECT_TRUE(licences_->of_holder(kElder).empty());
    journal_->flush();
    EXPECT_EQ(journal_->size(), 0u);
}

TEST_P(LicencesTest, UnknownTypesAndIdentifiersAreNamed) {
    EXPECT_THROW((void)issue("11330000000001804D999"), Error);
    EXPECT_THROW((void)licences_->get("1.2.156.3005.2.nothing"), Error);
}

TEST(Licences, AreReadByTheirHolderAndByWhoeverHandledTheCase) {
    Licence licence;
    licence.holder = "330106198001010019";
    licence.issuer = "issuer";
    licence.department = "department";
    licence.window_organisation = "window";
    const auto staff_of = [](const char* body) {
        return accounts::Account{"s", "", accounts::Kind::staff, body, {accounts::Role::approver}, ""};
    };
    for (const char* body : {"issuer", "department", "window"}) EXPECT_TRUE(may_read(staff_of(body), licence)) << body;
    EXPECT_FALSE(may_read(staff_of("another"), licence));
    EXPECT_TRUE(may_read({"c", "", accounts::Kind::citizen, "", {}, licence.holder}, licence));
    EXPECT_FALSE(may_read({"c", "", accounts::Kind::citizen, "", {}, "330106198001020014"}, licence));
}

TEST_P(LicencesTest, TheJournalNamesNobodyInClear) {
    (void)issue();
    journal_->flush();
    for (const journal::Stored& entry : journal_->read(0, 10)) {
        EXPECT_EQ(entry.text.find(kElder), std::string::npos);
        EXPECT_EQ(entry.text.find("沈福根"), std::string::npos);
    }
}

YICI_ON_BOTH_DATABASES(LicencesTest);

}  // namespace
}  // namespace yici::licences
