#include <gtest/gtest.h>

#include <array>

#include "engines/exchange/circuit_breaker.h"
#include "engines/exchange/gateway_protocol.h"
#include "engines/exchange/replay_guard.h"
#include "engines/exchange/test_world.h"
#include "engines/exchange/ticket.h"
#include "foundation/base/error.h"
#include "support/databases.h"

namespace yici::exchange {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using test::kNow;

TEST(CircuitBreakerTest, OpensAfterFailuresInARowAndLetsOneTryLater) {
    ManualClock clock(kNow);
    CircuitBreaker breaker(clock, 3, seconds(10));
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(breaker.allow());
        breaker.failed();
    }
    EXPECT_TRUE(breaker.allow());
    breaker.succeeded();
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(breaker.allow()) << "a success in between starts the count anew";
        breaker.failed();
    }
    EXPECT_EQ(breaker.state(), CircuitBreaker::State::open);
    EXPECT_FALSE(breaker.allow());
    clock.advance(seconds(10));
    EXPECT_EQ(breaker.state(), CircuitBreaker::State::half_open);
    EXPECT_TRUE(breaker.allow());
    EXPECT_FALSE(breaker.allow()) << "one alone may try";
    breaker.failed();
    EXPECT_FALSE(breaker.allow());
    clock.advance(seconds(10));
    EXPECT_TRUE(breaker.allow());
    breaker.succeeded();
    EXPECT_EQ(breaker.state(), CircuitBreaker::State::closed);
    EXPECT_TRUE(breaker.allow());
}

TEST(QuestionTest, AnswersOverValues) {
    const Date today{std::chrono::year{2018} / 6 / 12};
    const Question old{Question::Kind::age_at_least, "birth_date", {}, 80};
    EXPECT_TRUE(answers_yes(old, "1938-06-12", today)) << "the birthday counts";
    EXPECT_FALSE(answers_yes(old, "1938-06-13", today));
    EXPECT_FALSE(answers_yes(old, std::nullopt, today));
    EXPECT_FALSE(answers_yes(old, "unknown", today));
    const Question young{Question::Kind::age_below, "birth_date", {}, 16};
    EXPECT_TRUE(answers_yes(young, "2002-06-13", today));
    EXPECT_FALSE(answers_yes(young, "2002-06-12", today));
    EXPECT_FALSE(answers_yes(young, "2019-01-01", today)) << "not born yet is no answer";
    const Question one_of{Question::Kind::one_of, "sex", {"1", "2"}, 0};
    EXPECT_TRUE(answers_yes(one_of, "2", today));
    EXPECT_FALSE(answers_yes(one_of, "3", today));
    const Question no_record_too{Question::Kind::one_of, "dishonest", {"", "false"}, 0};
    EXPECT_TRUE(answers_yes(no_record_too, "false", today));
    EXPECT_FALSE(answers_yes(no_record_too, "true", today));
    EXPECT_TRUE(answers_yes(no_record_too, std::nullopt, today)) << "who has no file has done nothing";
    EXPECT_TRUE(answers_yes(Question{}, "", today));
    EXPECT_FALSE(answers_yes(Question{}, std::nullopt, today));
    EXPECT_EQ(old.to_json(), R"({"field":"birth_date","age_at_least":80})");
    EXPECT_EQ(one_of.to_json(), R"({"field":"sex","one_of":["1","2"]})");
}

TEST(QuestionTest, IsReadFromAPack) {
    const auto read = [](const char* text, std::vector<Finding>& findings) {
        return parse_question(YamlNode::parse(text, "q.yaml", findings));
    };
    std::vector<Finding> findings;
    EXPECT_EQ(read("{exists: true}", findings), Question{});
    EXPECT_EQ(read("{field: a, equals: b}", findings), (Question{Question::Kind::equals, "a", {"b"}, 0}));
    EXPECT_EQ(read("{field: a, age_below: 16}", findings), (Question{Question::Kind::age_below, "a", {}, 16}));
    EXPECT_TRUE(findings.empty());
    for (const char* bad : {"{exists: false}", "{field: a}", "{field: a, equals: b, age_below: 3}"}) {
        std::vector<Finding> faults;
        EXPECT_EQ(read(bad, faults), std::nullopt) << bad;
        EXPECT_FALSE(faults.empty()) << bad;
    }
}

TEST(ReplayGuardTest, RemembersAsLongAsTheTimeIsAccepted) {
    ReplayGuard guard(1 << 20, seconds(300), seconds(30));
    using Verdict = ReplayGuard::Verdict;
    EXPECT_EQ(guard.check(7, kNow, kNow), Verdict::fresh);
    EXPECT_EQ(guard.check(7, kNow, kNow), Verdict::replayed);
    EXPECT_EQ(guard.check(7, kNow, kNow + seconds(300)), Verdict::replayed);
    EXPECT_EQ(guard.check(7, kNow, kNow + seconds(301)), Verdict::outside);
    EXPECT_EQ(guard.check(8, kNow + seconds(30), kNow), Verdict::fresh);
    EXPECT_EQ(guard.check(9, kNow + seconds(31), kNow), Verdict::outside);
    EXPECT_EQ(guard.check(0, kNow, kNow), Verdict::fresh);
    EXPECT_EQ(guard.check(0, kNow, kNow), Verdict::replayed);
}

TEST(ReplayGuardTest, ForgettingUnderLoadNeverLetsAReplayThrough) {
    ReplayGuard guard(64 << 10, seconds(300), seconds(30));  // some thousands
    std::vector<std::pair<uint64_t, Instant>> seen;
    Instant now = kNow;
    SeededRandom random(1);
    for (int i = 0; i < 30'000; ++i) {
        now += std::chrono::milliseconds(2);
        const uint64_t print = random.next() | 1;
        ASSERT_EQ(guard.check(print, now, now), ReplayGuard::Verdict::fresh);
        seen.emplace_back(print, now);
    }
    int outside = 0;
    for (const auto& [print, at] : seen) {
        const auto verdict = guard.check(print, at, now);
        EXPECT_NE(verdict, ReplayGuard::Verdict::fresh);
        outside += verdict == ReplayGuard::Verdict::outside;
    }
    EXPECT_GT(outside, 0) << "the test is about forgetting";
    EXPECT_EQ(guard.check(2, now, now), ReplayGuard::Verdict::fresh);
}

TEST(TicketTest, BindsCaseAndSubjectUntilItExpires) {
    const auto key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    const crypto::HmacKey secret(crypto::HashAlgorithm::sm3, as_bytes("shared"));
    const crypto::HmacKey other(crypto::HashAlgorithm::sm3, as_bytes("another"));
    const Ticket ticket{test::kCase, test::kMatter, "household", "", kNow + minutes(5)};
    const auto key_of = [&](const http::Headers& headers, const char* subject, Instant now,
                            const crypto::HmacKey* hmac) {
        try {
            const Ticket read = verify_ticket(headers, subject, now, hmac, &key->public_key());
            EXPECT_EQ(read.matter, test::kMatter);
            return std::string();
        } catch (const Error& error) {
            return error.key();
        }
    };
    http::Headers by_node;
    http::Headers by_secret;
    std::array orders{TicketOrder{&by_node, ticket, test::kPerson, nullptr, key.get()},
                      TicketOrder{&by_secret, ticket, test::kPerson, &secret, nullptr}};
    add_tickets(orders);
    for (const http::Headers& headers : {by_node, by_secret}) {
        EXPECT_EQ(key_of(headers, test::kPerson, kNow, &secret), "");
        EXPECT_EQ(key_of(headers, test::kSpouse, kNow, &secret), "exchange.ticket_other_subject");
        EXPECT_EQ(key_of(headers, test::kPerson, kNow + minutes(5), &secret), "exchange.ticket_expired");
        for (const auto& [name, value] : headers.all()) {
            http::Headers without;
            http::Headers changed;
            for (const auto& [each, text] : headers.all()) {
                if (each != name) without.add(each, text);
                changed.add(each, each == name && each == "Yici-Case" ? "33010018061200009999" : text);
            }
            EXPECT_EQ(key_of(without, test::kPerson, kNow, &secret), "exchange.ticket_missing") << name;
            if (name == "Yici-Case") {
                EXPECT_EQ(key_of(changed, test::kPerson, kNow, &secret), "exchange.ticket_wrong_signature");
            }
        }
    }
    EXPECT_EQ(key_of(by_secret, test::kPerson, kNow, &other), "exchange.ticket_wrong_signature");
}

TEST(GatewayProtocolTest, SignsAsTheProvincesClientsDo) {
    const std::string sign = gateway_sign(SignMode::md5, test::kApplication, test::kSecret, "1528765200000");
    EXPECT_EQ(sign, "e2ae2373281f4e9710735fc5f1f19e7b");
    EXPECT_TRUE(gateway_sign_fits(sign, test::kApplication, test::kSecret, "1528765200000"));
    EXPECT_FALSE(gateway_sign_fits(sign, test::kApplication, test::kSecret, "1528765200001"));
    EXPECT_FALSE(gateway_sign_fits("", test::kApplication, test::kSecret, "1528765200000"));
    const std::string strong = gateway_sign(SignMode::hmac_sm3, test::kApplication, test::kSecret, "1528765200000");
    EXPECT_EQ(strong.size(), 64U);
    EXPECT_TRUE(gateway_sign_fits(strong, test::kApplication, test::kSecret, "1528765200000"));
    EXPECT_FALSE(gateway_sign_fits(strong, test::kApplication, "other", "1528765200000"));
}

TEST(GatewayProtocolTest, NestingWithoutEndDoesNotExhaustTheStack) {
    const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
    EXPECT_FALSE(Envelope::parse(R"({"code":"00","datas":)" + deep + "}"));
    EXPECT_FALSE(Additional::parse(R"({"projectId":)" + deep + "}"));
    EXPECT_THROW((void)only_record(deep), Error);
}

TEST(GatewayProtocolTest, ReadsEnvelopesAsTheyComeInTheField) {
    const auto inside = Envelope::parse(
        R"({"code":"00","msg":"成功","data":"","datas":"[{\"name\":\"甲\"}]","dataCount":1,"totalDataCount":1,)"
        R"("totalPage":1,"requestId":null,"interfaces":null})");
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->code, "00");
    EXPECT_EQ(only_record(inside->datas), R"({"name":"甲"})");
    EXPECT_EQ(only_record(Envelope::parse(R"({"code":"00","datas":{"name":"乙"}})")->datas), R"({"name":"乙"})");
    for (const char* nothing : {"", "null", "[]", "{}"}) EXPECT_EQ(only_record(nothing), std::nullopt) << nothing;
    for (const char* bad : {"[{},{}]", "7", "\"text\"", "{broken"}) EXPECT_THROW((void)only_record(bad), Error) << bad;
    EXPECT_FALSE(Envelope::parse("[]"));
    EXPECT_FALSE(Envelope::parse("{}"));
    const Envelope made{"00", "成功", "[]", 0, ""};
    EXPECT_EQ(made.to_json(),
              R"({"code":"00","msg":"成功","data":"","datas":"[]","dataCount":0,"totalDataCount":0,"totalPage":1,)"
              R"("requestId":null,"interfaces":null})");
    EXPECT_FALSE(GatewaySecrets::parse(R"({"requestSecret":"a","refreshSecret":"b"})"));
}

class ApplicationsTest : public yici::test::DatabaseTest {};
YICI_ON_BOTH_DATABASES(ApplicationsTest);

TEST_P(ApplicationsTest, KeepsSecretsSealed) {
    SystemRandom random;
    std::string secret;
    {
        Applications applications(database(), random, as_bytes("0123456789abcdef"));
        secret = applications.add("tax", "税务", test::kPolice);
        EXPECT_EQ(secret.size(), 32U);
        EXPECT_THROW((void)applications.add("tax", "税务", test::kPolice), Error);
    }
    database().read([&](db::Transaction& transaction) {
        const auto row = transaction.query_one("SELECT secret FROM exchange_applications WHERE id = 'tax'");
        EXPECT_EQ(as_text(row->bytes(0)).find(secret), std::string_view::npos);
    });
    Applications applications(database(), random, as_bytes("0123456789abcdef"));
    EXPECT_EQ(applications.find("tax")->secret, secret);
    EXPECT_EQ(applications.find("tax")->organisation, test::kPolice);
    EXPECT_EQ(applications.find("nobody"), nullptr);
    applications.set_active("tax", false);
    EXPECT_FALSE(applications.find("tax")->active);
    EXPECT_THROW(Applications(database(), random, as_bytes("another-key-0000")), Error);
}

}  // namespace
}  // namespace yici::exchange
