#include "services/access_log/access_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "foundation/crypto/merkle.h"
#include "services/access_log/access_store.h"
#include "support/databases.h"

namespace yici::access_log {
namespace {

constexpr const char* kCitizen = "330106199003072511";
constexpr const char* kOther = "330106198001011234";
constexpr Instant kTime{std::chrono::sys_days{std::chrono::year{2018} / 6 / 12}};

constexpr const char* kCall =
    R"({"organisation":"113301000024800019","matter":"M1","material":"A1","resource":"R1","fields":["name","spouse"],)"
    R"("purpose":"elder allowance","basis":"law 12","result":"ok","request":"00","answer":"11","times":[1,2,3,4]})";

class AccessLogTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        open();
    }
    void TearDown() override { close(); }
    void open() {
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        log_ = std::make_unique<AccessLog>(database(), *journal_, *subjects_);
        router_ = std::make_unique<http::Router>();
        const auto named = [](std::string_view code) { return "name of " + std::string(code); };
        const auto field = [](std::string_view resource, std::string_view name) {
            return std::string(resource) + "." + std::string(name);
        };
        add_routes(*router_, *log_, {named, named, field, named, field},
                   [this](const http::Request&) { return signed_in_; });
    }
    void close() {
        router_.reset();
        log_.reset();
        journal_.reset();
    }
    uint64_t append(const std::string& kind, const char* code, const std::string& about) {
        const journal::Entry entry{kind, "window-system", code ? subjects_->digest_of(code) : "", about, kCall};
        const uint64_t index = journal_->append_buffered(std::vector{journal::canonical(entry, kTime)});
        journal_->flush();
        return index;
    }
    /// The listener tells in its own time.
    Page list_when(const char* code, int64_t total) {
        Page page = log_->list(code, 1, 50);
        for (; page.total < total; page = log_->list(code, 1, 50)) std::this_thread::yield();
        return page;
    }
    nlohmann::json get(const std::string& path, const std::string& query = {}) {
        http::Request request;
        request.path = path;
        request.query = query;
        std::string allowed;
        const auto& route = router_->find(request, allowed);
        return nlohmann::json::parse(route.handler(request).body);
    }
    std::string fault_of(const std::string& path) {
        try {
            (void)get(path);
            return {};
        } catch (const Error& error) {
            return error.key();
        }
    }

    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    ManualClock clock_{kTime};
    SeededRandom random_{1};
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<AccessLog> log_;
    std::unique_ptr<http::Router> router_;
    std::optional<std::string> signed_in_ = kCitizen;
};

TEST_P(AccessLogTest, ShowsReadsOfOnesOwnDataNewestFirst) {
    append("case.accepted", kCitizen, "case-1");
    append("call.answered", kCitizen, "case-1");
    append("call.answered", kOther, "case-2");
    append("call.answered", nullptr, "case-3");
    append("licence.viewed", kCitizen, "case-4");
    const Page page = list_when(kCitizen, 2);
    ASSERT_EQ(page.items.size(), 2u);
    EXPECT_EQ(page.items[0].index, 4u);
    EXPECT_EQ(page.items[0].kind, "licence.viewed");
    EXPECT_EQ(page.items[1].index, 1u);
    EXPECT_EQ(list_when(kOther, 1).items[0].case_number, "case-2");

    const auto answer = get("/api/v1/me/access", "page=2&size=1");
    EXPECT_EQ(answer["total"], 2);
    EXPECT_EQ(answer["page"], 2);
    EXPECT_EQ(answer["items"][0], nlohmann::json::parse(R"({"index":1,"time":"2018-06-12T00:00:00.000000Z",
        "kind":"call.answered","organisation_name":"name of 113301000024800019","system":"window-system",
        "case_number":"case-1","matter_name":"name of M1","material_name":"M1.A1","resource_name":"name of R1",
        "fields":["R1.name","R1.spouse"],"purpose":"elder allowance","legal_basis":"law 12","result":"ok"})"));
}

TEST_P(AccessLogTest, ProvesAnEntryToItsSubjectAlone) {
    append("call.answered", kOther, "case-0");
    const uint64_t index = append("call.answered", kCitizen, "case-1");
    append("call.answered", kOther, "case-2");
    (void)list_when(kOther, 2);
    const auto proof = get("/api/v1/me/access/" + std::to_string(index) + "/proof");
    EXPECT_EQ(proof["index"], index);
    EXPECT_EQ(proof["size"], 3);
    EXPECT_EQ(proof["head"]["size"], 3);
    std::vector<crypto::Digest> path;
    const auto digest_of = [](const std::string& hex) {
        crypto::Digest digest{};
        std::ranges::copy(*from_hex(hex), digest.begin());
        return digest;
    };
    for (const auto& step : proof["path"]) path.push_back(digest_of(step));
    const auto leaf = crypto::leaf_hash(crypto::HashAlgorithm::sm3, as_bytes(proof["entry"].get<std::string>()));
    EXPECT_TRUE(
        crypto::verify_inclusion(crypto::HashAlgorithm::sm3, leaf, index, 3, path, digest_of(proof["head"]["root"])));
    for (const char* refused : {"0", "2", "7", "-1", "x"}) {
        EXPECT_EQ(fault_of(std::string("/api/v1/me/access/") + refused + "/proof"), "access_log.no_such_access");
    }
    signed_in_.reset();
    EXPECT_EQ(fault_of("/api/v1/me/access"), "access_log.not_signed_in");
    EXPECT_EQ(fault_of("/api/v1/me/access/1/proof"), "access_log.not_signed_in");
}

TEST_P(AccessLogTest, GoesOnWhereItStoppedAndShowsNothingTwice) {
    append("call.answered", kCitizen, "case-1");
    (void)list_when(kCitizen, 1);
    close();
    open();
    append("call.answered", kCitizen, "case-2");
    EXPECT_EQ(list_when(kCitizen, 2).total, 2);
    // What was told but not yet written when the program ended is told again.
    close();
    database().write([](db::Transaction& transaction) {
        transaction.execute("DELETE FROM access_log_entries WHERE journal_index = 1");
        transaction.execute("UPDATE access_log_place SET place = 1 WHERE id = 1");
    });
    open();
    EXPECT_EQ(list_when(kCitizen, 2).total, 2);
}

YICI_ON_BOTH_DATABASES(AccessLogTest);

TEST(SubjectOfRead, TakesOnlyReadsOfSomebodysData) {
    const std::string digest(64, 'a');
    const auto text = [&](const std::string& kind, const std::string& subject) {
        return journal::canonical({kind, R"(x","subject":"b)", subject, "", "{}"}, kTime);
    };
    EXPECT_EQ(subject_of_read(text("call.answered", digest)), from_hex(digest));
    EXPECT_EQ(subject_of_read(text("record.viewed", digest)), from_hex(digest));
    EXPECT_FALSE(subject_of_read(text("call.answered.not", digest)));
    EXPECT_FALSE(subject_of_read(text("case.accepted", digest)));
    EXPECT_FALSE(subject_of_read(text("call.answered", "")));
    EXPECT_FALSE(subject_of_read(text("call.answered", "abcd")));
    EXPECT_FALSE(subject_of_read("{}"));
}

}  // namespace
}  // namespace yici::access_log
