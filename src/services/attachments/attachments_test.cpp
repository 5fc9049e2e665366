#include "services/attachments/attachments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/attachments/mock_clamd_test.h"
#include "services/attachments/samples_test.h"
#include "support/databases.h"

namespace yici::attachments {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kVirus = sample_pdf() + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE\n%%EOF\n";

template <typename Work>
std::string key_of(const Work& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return "nothing thrown";
}

class AttachmentsTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
        journal_ = journal::Journal::open(folder_.path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        open(nullptr);
    }
    void TearDown() override {
        attachments_.reset();
        journal_.reset();
        subjects_.reset();
        test::DatabaseTest::TearDown();
    }

    void open(Scanner* scanner, Unreachable unreachable = Unreachable::refuse) {
        attachments_ = std::make_unique<Attachments>(
            Parts{database(), *journal_, *subjects_, clock_, random_, Bytes(16, 7), scanner, unreachable, limits_});
    }

    static Upload upload(const std::string& content, const std::string& name, const std::string& key = "") {
        return {"citizen-1", "330106199003072511", name, "", content, key};
    }
    Attachment store(const std::string& content = sample_pdf(), const std::string& name = "证明.pdf") {
        return attachments_->store(upload(content, name));
    }
    std::optional<Attachments::Fault> bind(const std::vector<Use>& uses, const std::string& owner = "citizen-1",
                                           const std::string& number = "33010026060800000019") {
        return database().write_value([&](db::Transaction& t) { return attachments_->bind(t, uses, number, owner); });
    }
    int64_t rows(const std::string& table) {
        return database().read_value(
            [&](db::Transaction& t) { return t.query("SELECT COUNT(*) FROM " + table)[0].integer(0); });
    }
    std::string journal_text() {
        journal_->flush();
        std::string text;
        for (const journal::Stored& entry : journal_->read(0, 1000)) text += entry.text + "\n";
        return text;
    }

    accounts::Account clerk_{"window1", "王文婧", accounts::Kind::staff, "1133", {accounts::Role::clerk}, ""};
    Limits limits_;
    test::TemporaryFolder folder_;
    ManualClock clock_{*parse_instant("2026-06-08T01:00:00Z")};
    SystemRandom random_;
    std::unique_ptr<crypto::PrivateKey> key_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<Attachments> attachments_;
};

TEST_P(AttachmentsTest, AFileIsKeptEncryptedReadBackAndBothAreJournaledWithoutItsName) {
    const Attachment one = store();
    EXPECT_EQ(one.type, "pdf");
    EXPECT_EQ(one.scan, Scan::unscanned);
    EXPECT_EQ(attachments_->read(one, clerk_), sample_pdf());
    const Bytes stored = database().read_value(
        [](db::Transaction& t) { return t.query("SELECT content FROM attachments_contents")[0].bytes(0); });
    EXPECT_THAT(std::string(as_text(stored)), Not(HasSubstr("PDF")));
    const std::string entries = journal_text();
    EXPECT_THAT(entries, HasSubstr(R"("kind":"attachment.uploaded","actor":"applicant")"));
    EXPECT_THAT(entries, HasSubstr(R"("kind":"attachment.read","actor":"window1")"));
    EXPECT_THAT(entries, Not(HasSubstr("证明")));
    EXPECT_THAT(entries, Not(HasSubstr("330106199003072511")));
}

TEST_P(AttachmentsTest, TheSameRequestAgainGivesTheSameFileAndAnotherUnderItsKeyIsRefused) {
    const Attachment one = attachments_->store(upload(sample_pdf(), "a.pdf", "k1"));
    EXPECT_EQ(attachments_->store(upload(sample_pdf(), "a.pdf", "k1")).id, one.id);
    EXPECT_EQ(rows("attachments"), 1);
    EXPECT_EQ(key_of([&] { (void)attachments_->store(upload(sample_png(), "a.png", "k1")); }),
              "attachments.request_key_reused");
}

TEST_P(AttachmentsTest, WhatIsRefusedLeavesNothing) {
    limits_.file_bytes = 1000;
    open(nullptr);
    const auto refused = [&](const std::string& content, const std::string& name, const std::string& declared = "") {
        Upload one = upload(content, name);
        one.declared_type = declared;
        return key_of([&] { (void)attachments_->store(one); });
    };
    EXPECT_EQ(refused("", "a.pdf"), "attachments.empty");
    EXPECT_EQ(refused(std::string(1001, 'a'), "a.pdf"), "attachments.too_large");
    EXPECT_EQ(refused("plain text", "a.pdf"), "attachments.unknown_type");
    EXPECT_EQ(refused(sample_png(), "a.pdf"), "attachments.type_disagrees");
    EXPECT_EQ(refused(sample_png(), "a.png", "text/html"), "attachments.type_disagrees");
    EXPECT_EQ(refused(zip_of({{"OFD.xml", "x"}, {"a.exe", "x"}}), "a.ofd"), "attachments.unsafe_content");
    for (const char* name : {"../a.pdf", "a\\b.pdf", "", ".pdf", "a\nb.pdf"})
        EXPECT_EQ(refused(sample_pdf(), name), "attachments.bad_name") << name;
    EXPECT_EQ(rows("attachments"), 0);
    EXPECT_EQ(rows("attachments_contents"), 0);
}

TEST_P(AttachmentsTest, OnlyItsOwnerBindsAFileAndToOneCaseAlone) {
    const Attachment one = store();
    EXPECT_EQ(bind({{one.id, {"pdf"}}}, "citizen-2")->key, "attachments.not_found");
    EXPECT_EQ(bind({{one.id, {"jpeg", "png"}}})->key, "attachments.wrong_kind");
    EXPECT_FALSE(bind({{one.id, {"pdf"}}, {one.id, {"pdf"}}}));
    EXPECT_FALSE(bind({{one.id, {}}}));  // the same again
    EXPECT_EQ(bind({{one.id, {}}}, "citizen-1", "33010026060800000027")->key, "attachments.not_found");
    ASSERT_EQ(attachments_->of_case("33010026060800000019").size(), 1U);
    accounts::Account owner;
    owner.id = "citizen-1";
    EXPECT_EQ(key_of([&] { attachments_->remove(one.id, owner); }), "attachments.not_found");
}

TEST_P(AttachmentsTest, ACaseHasLimitsOfItsOwn) {
    limits_.case_files = 1;
    open(nullptr);
    const Attachment one = store();
    const Attachment two = store();
    const auto fault = bind({{one.id, {}}, {two.id, {}}});
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->use, 1U);
    EXPECT_EQ(fault->key, "attachments.too_many");
    limits_.case_files = 5;
    limits_.case_bytes = one.size + 1;
    open(nullptr);
    EXPECT_EQ(bind({{one.id, {}}, {two.id, {}}}, "citizen-1", "n2")->key, "attachments.too_large_together");
}

TEST_P(AttachmentsTest, WhatNoCaseTookIsDroppedAfterADayAndItsOwnerMayTakeItBackBefore) {
    limits_.waiting_files = 2;
    open(nullptr);
    const Attachment bound = store();
    ASSERT_FALSE(bind({{bound.id, {}}}));
    const Attachment mine = store();
    (void)store();
    EXPECT_EQ(key_of([&] { (void)store(); }), "attachments.too_many_waiting");
    accounts::Account owner;
    owner.id = "citizen-1";
    attachments_->remove(mine.id, owner);
    EXPECT_EQ(rows("attachments_contents"), 2);
    EXPECT_EQ(attachments_->tidy(), 0);
    clock_.advance(std::chrono::hours(25));
    EXPECT_EQ(attachments_->tidy(), 1);
    EXPECT_EQ(rows("attachments_contents"), 1);
    EXPECT_TRUE(attachments_->find(bound.id));
}

TEST_P(AttachmentsTest, AScannerOverAUnixSocketOrTcpSaysWhatIsCleanAndWhatIsNot) {
    for (const std::string& path : {folder_.path().string() + "/clamd.sock", std::string()}) {
        const MockClamd mock(path);
        const auto scanner = clamd(mock.address(), std::chrono::seconds(20));
        const std::string large(300'000, 'a');  // several chunks
        EXPECT_TRUE(scanner->scan(large).clean);
        EXPECT_EQ(mock.received(), large.size());
        EXPECT_EQ(scanner->scan(kVirus).virus, "Win.Test.EICAR_HDB-1");
        open(scanner.get());
        EXPECT_EQ(store().scan, Scan::clean);
        EXPECT_EQ(key_of([&] { (void)store(kVirus); }), "attachments.infected");
    }
    EXPECT_EQ(rows("attachments"), 2);
}

TEST_P(AttachmentsTest, WithoutItsScannerAnUploadIsRefusedOrHeldUntilItIsBack) {
    const std::string path = folder_.path().string() + "/clamd.sock";
    const auto scanner = clamd(path, std::chrono::seconds(20));
    open(scanner.get());
    EXPECT_EQ(key_of([&] { (void)store(); }), "attachments.scanner_unreachable");
    open(scanner.get(), Unreachable::hold);
    const Attachment clean = store();
    const Attachment sick = store(kVirus);
    EXPECT_EQ(clean.scan, Scan::held);
    EXPECT_EQ(key_of([&] { (void)attachments_->read(clean, clerk_); }), "attachments.held");
    EXPECT_EQ(attachments_->tidy(), 0);
    const MockClamd mock(path);
    EXPECT_EQ(attachments_->tidy(), 2);
    EXPECT_EQ(attachments_->read(clean, clerk_), sample_pdf());
    EXPECT_EQ(key_of([&] { (void)attachments_->read(sick, clerk_); }), "attachments.infected");
    EXPECT_EQ(rows("attachments_contents"), 1);
}

TEST_P(AttachmentsTest, AnAnswerThatIsNoVerdictCountsAsAway) {
    const MockClamd mock("", "INSTREAM size limit exceeded. ERROR");
    const auto scanner = clamd(mock.address(), std::chrono::seconds(20));
    EXPECT_EQ(key_of([&] { (void)scanner->scan("x"); }), "attachments.scanner_unreachable");
}

YICI_ON_BOTH_DATABASES(AttachmentsTest);

}  // namespace
}  // namespace yici::attachments
