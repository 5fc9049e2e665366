#include "engines/exchange/gateway.h"

#include <gtest/gtest.h>

#include "engines/exchange/test_department.h"
#include "engines/exchange/test_world.h"
#include "engines/exchange/ticket.h"
#include "foundation/base/error.h"
#include "foundation/base/log.h"
#include "foundation/crypto/batch_signature.h"
#include "support/databases.h"

namespace yici::exchange {
namespace {

using std::chrono::milliseconds;
using test::call;
using test::Department;
using test::World;
using Values = std::vector<std::pair<std::string, std::string>>;

class GatewayTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        log::set_level("off");
        DatabaseTest::SetUp();
    }
    void TearDown() override { log::set_level("info"); }
};
YICI_ON_BOTH_DATABASES(GatewayTest);

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

System police(const Department& department, std::string secret = "") {
    return {"police", "公安人口", department.running.url(), "", "", "", false, std::move(secret)};
}

TEST_P(GatewayTest, AnswersFromTheRegistryWithTheAskedFieldsAlone) {
    World world(database());
    Call made = call();
    made.fields = {"address", "name"};
    const Answer answer = world.gateway->call(made);
    EXPECT_EQ(answer.result, Result::ok);
    EXPECT_EQ(answer.values, (Values{{"address", "杭州市西湖区文三路100号"}, {"name", "陈晓敏"}}));
    EXPECT_EQ(answer.system, "registry");
    EXPECT_EQ(answer.provider, test::kPolice);
    EXPECT_FALSE(contains(answer.body, "1930-03-07"));
    EXPECT_FALSE(contains(answer.body, test::kPerson));

    EXPECT_EQ(answer.request_sm3, crypto::sm3(made.canonical())) << "bound to the request";
    EXPECT_TRUE(contains(answer.body, to_hex(answer.request_sm3)));
    EXPECT_EQ(answer.answer_sm3, crypto::sm3(answer.body));
    const auto signature = crypto::BatchSignature::parse(answer.signature);
    ASSERT_TRUE(signature);
    EXPECT_TRUE(crypto::verify_batch(world.key->public_key(), answer.answer_sm3, *signature));

    const auto entries = world.entries();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_TRUE(contains(entries[0], R"("kind":"call.answered","actor":")" + std::string(test::kApplication)));
    EXPECT_TRUE(contains(entries[0], R"("subject":"d1","about":")" + std::string(test::kCase)));
    EXPECT_TRUE(contains(entries[0], R"("fields":["address","name"])"));
    EXPECT_TRUE(contains(entries[0], R"("result":"ok")"));
    EXPECT_TRUE(contains(entries[0], to_hex(answer.request_sm3)));
    EXPECT_TRUE(contains(entries[0], to_hex(answer.answer_sm3)));
    EXPECT_FALSE(contains(entries[0], test::kPerson)) << "no personal data in clear";
    EXPECT_FALSE(contains(entries[0], "陈晓敏"));
}

TEST_P(GatewayTest, WarnsWhoReadsADisputedValue) {
    World world(database());
    Call made = call();
    made.fields = {"address", "name"};
    EXPECT_FALSE(contains(world.gateway->call(made).body, "disputed"));
    world.disputed.add("d1", "person", "name");
    world.disputed.add("d1", "person", "birth_date");
    world.disputed.add("d2", "person", "address");
    const Answer answer = world.gateway->call(made);
    EXPECT_TRUE(contains(answer.body, R"("disputed":["name"])")) << answer.body;
    EXPECT_EQ(answer.result, Result::ok) << "the value is given all the same";
    Call question = call();
    question.material = "age";
    question.fields.clear();
    question.question = Question{Question::Kind::age_at_least, "birth_date", {}, 80};
    EXPECT_TRUE(contains(world.gateway->call(question).body, R"("disputed":["birth_date"])"));
    world.disputed.remove("d1", "person", "name");
    world.disputed.remove("d1", "person", "name");
    EXPECT_FALSE(contains(world.gateway->call(made).body, "disputed"));
    world.disputed.remove("d1", "person", "birth_date");
    world.disputed.remove("d2", "person", "address");
    EXPECT_TRUE(world.disputed.none());
}

TEST_P(GatewayTest, AnswersAQuestionWithYesOrNoAndNoValue) {
    World world(database());
    Call made = call();
    made.material = "age";
    made.fields.clear();
    made.question = Question{Question::Kind::age_at_least, "birth_date", {}, 80};
    EXPECT_EQ(world.gateway->call(made).result, Result::yes);
    made.subject = test::kSpouse;
    const Answer unknown = world.gateway->call(made);
    EXPECT_EQ(unknown.result, Result::no);
    EXPECT_FALSE(contains(unknown.body, "fields"));
    made.material = "alive";
    made.question = Question{};
    EXPECT_EQ(world.gateway->call(made).result, Result::no);
    made.subject = test::kPerson;
    EXPECT_EQ(world.gateway->call(made).result, Result::yes);
    Call none = call();
    none.subject = test::kSpouse;
    EXPECT_EQ(world.gateway->call(none).result, Result::none);
}

TEST_P(GatewayTest, JournalsARefusalAndGivesNothing) {
    World world(database());
    Call made = call();
    made.subject = test::kStranger;
    const Answer answer = world.gateway->call(made);
    EXPECT_EQ(answer.result, Result::refused);
    EXPECT_EQ(answer.reason, "exchange.other_subject");
    EXPECT_EQ(answer.kind, ErrorKind::forbidden);
    EXPECT_TRUE(answer.values.empty());
    const auto entries = world.entries();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_TRUE(contains(entries[0], R"("kind":"call.refused")"));
    EXPECT_TRUE(contains(entries[0], R"("reason":"exchange.other_subject")"));
    EXPECT_FALSE(contains(entries[0], test::kStranger));
    EXPECT_EQ(world.gateway->statistics().refused_today, 1);
}

TEST_P(GatewayTest, StopsAtTheQuota) {
    World world(database());
    Grant grant = *world.grants.find(test::kCivil, test::kRegistry, test::kMatter);
    grant.daily_quota = 2;
    world.grants.put(grant);
    EXPECT_EQ(world.gateway->call(call()).result, Result::ok);
    EXPECT_EQ(world.gateway->call(call()).result, Result::ok);
    const Answer third = world.gateway->call(call());
    EXPECT_EQ(third.reason, "exchange.quota_used");
    EXPECT_EQ(third.kind, ErrorKind::too_many);
    Call foreign = call();
    foreign.subject = test::kStranger;
    (void)world.gateway->call(foreign);
    EXPECT_EQ(world.grants.used_today(grant.id), 2) << "refused calls do not count";
    const Statistics statistics = world.gateway->statistics();
    EXPECT_EQ(statistics.calls_today, 4);
    EXPECT_EQ(statistics.recent.size(), 4U);
    EXPECT_EQ(statistics.recent.front().result, "refused");
    EXPECT_DOUBLE_EQ(statistics.calls_per_second, 0.4);
}

TEST_P(GatewayTest, ADepartmentChecksTheTicketAndExtraFieldsAreDropped) {
    for (const std::string secret : {"", "shared-secret"}) {
        const crypto::HmacKey hmac(crypto::HashAlgorithm::sm3, as_bytes("shared-secret"));
        World* seen = nullptr;
        std::string query;
        Department department([&](const http::Request& request) {
            query = request.query;
            const Ticket ticket = verify_ticket(request.headers, request.at("subject"), seen->clock.now(), &hmac,
                                                &seen->key->public_key());
            if (ticket.case_number != test::kCase) return http::Response::empty(403);
            return http::Response::json(R"({"xm":"陈晓敏","csrq":"1930-03-07","dh":"13700009050"})");
        });
        World world(database(), {}, {police(department, secret)});
        seen = &world;
        const Answer answer = world.gateway->call(call(test::kHttp));
        EXPECT_EQ(answer.result, Result::ok) << answer.reason << " " << answer.detail;
        EXPECT_EQ(answer.values, (Values{{"name", "陈晓敏"}}));
        EXPECT_EQ(answer.dropped_fields, 2);
        EXPECT_EQ(answer.attempts, 1);
        EXPECT_EQ(query, "fields=xm") << "asked for no more than is needed";
        EXPECT_FALSE(contains(answer.body, "13700009050"));
    }
}

TEST_P(GatewayTest, TriesAgainWithGrowingPausesAndOnlyWhereItHelps) {
    int failures = 2;
    std::string body = R"({"xm":"陈晓敏"})";
    int status = 200;
    Department department([&](const http::Request&) {
        if (failures-- > 0) return http::Response::empty(500);
        return http::Response::json(body, status);
    });
    World world(database(), {}, {police(department)});
    const Answer answer = world.gateway->call(call(test::kHttp));
    EXPECT_EQ(answer.result, Result::ok);
    EXPECT_EQ(answer.attempts, 3);
    EXPECT_EQ(answer.reason, "");
    EXPECT_EQ(world.pauses, (std::vector<milliseconds>{milliseconds(50), milliseconds(100)}));

    failures = 100;
    const Answer failed = world.gateway->call(call(test::kHttp));
    EXPECT_EQ(failed.result, Result::failed);
    EXPECT_EQ(failed.reason, "exchange.provider_failed");
    EXPECT_EQ(failed.attempts, 3);
    EXPECT_TRUE(contains(world.entries().back(), R"("result":"failed")"));

    failures = 0;
    status = 403;
    const Answer refused = world.gateway->call(call(test::kHttp));
    EXPECT_EQ(refused.reason, "exchange.provider_refused");
    EXPECT_EQ(refused.attempts, 1);
    status = 404;
    EXPECT_EQ(world.gateway->call(call(test::kHttp)).result, Result::none);
    status = 200;
    for (const char* bad : {"[]", "nonsense", R"({"xm":{"first":"陈"}})", R"({"xm":["陈"]})"}) {
        body = bad;
        const Answer answered = world.gateway->call(call(test::kHttp));
        EXPECT_EQ(answered.reason, "exchange.provider_bad_answer") << bad;
        EXPECT_EQ(answered.attempts, 1) << bad;
        body = R"({"xm":"陈晓敏"})";
        (void)world.gateway->call(call(test::kHttp));
    }
    EXPECT_EQ(world.gateway->call(call(test::kMissing)).reason, "exchange.system_missing");
}

TEST_P(GatewayTest, AQuestionToADepartmentBringsNoValueBack) {
    Department department([&](const http::Request&) { return http::Response::json(R"({"csrq":"1930-03-07"})"); });
    World world(database(), {}, {police(department)});
    Call made = call(test::kHttp);
    made.material = "age";
    made.fields.clear();
    made.question = Question{Question::Kind::age_at_least, "birth_date", {}, 80};
    const Answer answer = world.gateway->call(made);
    EXPECT_EQ(answer.result, Result::yes);
    EXPECT_TRUE(answer.values.empty());
    EXPECT_FALSE(contains(answer.body, "1930"));
}

TEST_P(GatewayTest, TheCircuitSparesASystemThatKeepsFailing) {
    bool broken = true;
    Department department([&](const http::Request&) {
        return broken ? http::Response::empty(503) : http::Response::json(R"({"xm":"陈晓敏"})");
    });
    World world(database(), {}, {police(department)});
    for (int i = 0; i < 4; ++i) (void)world.gateway->call(call(test::kHttp));
    EXPECT_EQ(department.requests, 5) << "five failures in a row open the circuit";
    EXPECT_EQ(world.gateway->call(call(test::kHttp)).reason, "exchange.circuit_open");
    EXPECT_EQ(world.gateway->health().front().circuit, "open");
    broken = false;
    EXPECT_EQ(world.gateway->call(call(test::kHttp)).reason, "exchange.circuit_open");
    world.clock.advance(std::chrono::seconds(10));
    EXPECT_EQ(world.gateway->call(call(test::kHttp)).result, Result::ok);
    EXPECT_EQ(world.gateway->health().front().circuit, "closed");
}

TEST_P(GatewayTest, ReadsADepartmentsOwnTable) {
    database().migrate("department", R"(-- migration 1: people
CREATE TABLE people (sfzh TEXT PRIMARY KEY, xm TEXT, csrq TEXT, zz TEXT, zn BIGINT);)");
    database().write([](db::Transaction& transaction) {
        transaction.execute("INSERT INTO people (sfzh, xm, csrq, zz, zn) VALUES (?, ?, ?, ?, ?)",
                            {test::kPerson, "陈晓敏", "1930-03-07", db::Value{}, int64_t{2}});
    });
    World world(database(), {}, {{"civil_affairs", "民政", "", url(), "", "", false, ""}});
    Call made = call(test::kSql);
    made.fields = {"name", "address"};
    const Answer answer = world.gateway->call(made);
    EXPECT_EQ(answer.result, Result::ok) << answer.reason << answer.detail;
    EXPECT_EQ(answer.values, (Values{{"name", "陈晓敏"}})) << "NULL is no value";
    made.subject = test::kSpouse;
    EXPECT_EQ(world.gateway->call(made).result, Result::none);
    made.subject = test::kPerson;
    made.material = "alive";
    made.fields.clear();
    made.question = Question{};
    EXPECT_EQ(world.gateway->call(made).result, Result::yes);
    database().write([](db::Transaction& transaction) { transaction.execute("UPDATE people SET csrq = 'unknown'"); });
    made.material = "age";
    made.question = Question{Question::Kind::age_at_least, "birth_date", {}, 80};
    EXPECT_EQ(world.gateway->call(made).reason, "exchange.provider_bad_answer");
}

TEST_P(GatewayTest, ADepartmentsDatabaseThatIsAwayIsAFailureNotAnEmptyFile) {
    const auto missing = folder().path() / "missing.db";
    World world(database(), {}, {{"civil_affairs", "民政", "", "sqlite:" + missing.string(), "", "", false, ""}});
    const Answer answer = world.gateway->call(call(test::kSql));
    EXPECT_EQ(answer.reason, "exchange.provider_unreachable");
    EXPECT_EQ(answer.attempts, 3);
    EXPECT_FALSE(std::filesystem::exists(missing));
}

}  // namespace
}  // namespace yici::exchange
