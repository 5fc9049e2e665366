#include "services/disputes/disputes.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/databases.h"

namespace yici::disputes {
namespace {

constexpr Instant kTime{std::chrono::sys_days{std::chrono::year{2018} / 6 / 12}};

class DisputesTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        const auto title = [](std::string_view type, std::string_view field) -> std::optional<std::string> {
            if (type != "marriage" || field != "spouse") return std::nullopt;
            return "配偶";
        };
        disputes_ = std::make_unique<Disputes>(database(), *journal_, *subjects_, clock_, random_, title);
        add_routes(router_, *disputes_, [this](const http::Request&) { return signed_in_; });
    }
    http::Response send(http::Method method, const std::string& body = {}, const std::string& key = {}) {
        http::Request request;
        request.method = method;
        request.path = "/api/v1/me/disputes";
        request.body = body;
        if (!key.empty()) request.headers.add("Idempotency-Key", key);
        std::string allowed;
        return router_.find(request, allowed).handler(request);
    }
    std::string fault_of(const std::string& body, const std::string& key = {}) {
        try {
            (void)send(http::Method::post, body, key);
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
    std::unique_ptr<Disputes> disputes_;
    http::Router router_;
    std::optional<std::string> signed_in_ = "330106199003072511";
};

constexpr const char* kClaim = R"({"type":"marriage","field":"spouse","reason":"她叫王小红"})";

TEST_P(DisputesTest, AreRecordedJournaledAndShown) {
    const auto response = send(http::Method::post, kClaim);
    EXPECT_EQ(response.status, 201);
    const auto made = nlohmann::json::parse(response.body);
    EXPECT_EQ(made["title"], "配偶");
    EXPECT_EQ(made["state"], "recorded");
    EXPECT_EQ(made["created_at"], "2018-06-12T00:00:00.000000Z");
    (void)send(http::Method::post, R"({"type":"marriage","field":"spouse","reason":"another"})");
    const auto list = nlohmann::json::parse(send(http::Method::get).body);
    EXPECT_EQ(list["total"], 2);
    EXPECT_EQ(list["items"][1], made);
    journal_->flush();
    const auto entry = journal_->read(0, 1).at(0).text;
    EXPECT_EQ(entry, journal::canonical({"dispute.recorded", "citizen", subjects_->digest_of(*signed_in_),
                                         made["id"].get<std::string>(), R"({"type":"marriage","field":"spouse"})"},
                                        kTime));
    signed_in_ = "330106198001011234";
    EXPECT_EQ(nlohmann::json::parse(send(http::Method::get).body)["total"], 0);
}

TEST_P(DisputesTest, AreRecordedOnceForARequestKey) {
    const auto first = send(http::Method::post, kClaim, "k1").body;
    EXPECT_EQ(send(http::Method::post, kClaim, "k1").body, first);
    EXPECT_NE(send(http::Method::post, kClaim, "k2").body, first);
    EXPECT_EQ(fault_of(R"({"type":"marriage","field":"spouse","reason":"other"})", "k1"), "disputes.key_reused");
    journal_->flush();
    EXPECT_EQ(journal_->size(), 2u);
}

TEST_P(DisputesTest, RefuseWhatIsMalformed) {
    EXPECT_EQ(fault_of("not json"), "disputes.bad_request");
    EXPECT_EQ(fault_of(R"({"type":"marriage","field":7,"reason":"x"})"), "disputes.bad_request");
    EXPECT_EQ(fault_of(R"({"type":"marriage","field":"height","reason":"x"})"), "disputes.no_such_field");
    EXPECT_EQ(fault_of(R"({"type":"marriage","field":"spouse","reason":"  "})"), "disputes.reason_length");
    const std::string long_reason(1001, 'x');
    EXPECT_EQ(fault_of(R"({"type":"marriage","field":"spouse","reason":")" + long_reason + "\"}"),
              "disputes.reason_length");
    signed_in_.reset();
    EXPECT_EQ(fault_of(kClaim), "disputes.not_signed_in");
    journal_->flush();
    EXPECT_EQ(journal_->size(), 0u);
}

YICI_ON_BOTH_DATABASES(DisputesTest);

}  // namespace
}  // namespace yici::disputes
