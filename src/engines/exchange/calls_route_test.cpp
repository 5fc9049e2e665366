#include "engines/exchange/calls_route.h"

#include <gtest/gtest.h>

#include <future>
#include <set>

#include "engines/exchange/test_department.h"
#include "engines/exchange/test_world.h"
#include "foundation/base/error.h"
#include "foundation/base/log.h"
#include "foundation/crypto/batch_signature.h"
#include "foundation/http/client.h"
#include "support/databases.h"

namespace yici::exchange {
namespace {

using test::Department;
using test::kNow;
using test::World;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string body_of(const std::string& id, const std::string& resource = test::kRegistry,
                    const std::string& wanted = R"("fields":["name"])", const std::string& material = "household") {
    return R"({"id":")" + id + R"(","resource":")" + resource + R"(","matter":")" + test::kMatter + R"(","case":")" +
           test::kCase + R"(","material":")" + material + R"(","subject":")" + test::kPerson + "\"," + wanted +
           R"(,"purpose":"高龄津贴申领","basis":"国务院令第809号","officer":"clerk-7","expires":"2018-06-12T02:05:00Z"})";
}

class CallsRouteTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        log::set_level("off");
        DatabaseTest::SetUp();
    }
    void TearDown() override {
        log::set_level("info");
        running.reset();
        world.reset();
    }

    void open(const GatewayOptions& options = {}, std::vector<System> systems = {}) {
        running.reset();
        world = std::make_unique<World>(database(), options, std::move(systems));
        serve();
    }
    void serve() {
        http::Router router;
        world->gateway->add_routes(router);
        running = std::make_unique<test::RunningServer>(std::move(router));
    }

    http::ClientRequest request(std::string body, Instant at = kNow, const std::string& secret = test::kSecret,
                                const std::string& application = test::kApplication) {
        http::ClientRequest made;
        made.method = http::Method::post;
        made.url = running->url() + "/api/v1/calls";
        const std::string time =
            std::to_string(std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count());
        const std::string text = "POST\n/api/v1/calls\n" + application + "\n" + time + "\n" + body;
        made.headers.add("Content-Type", "application/json");
        made.headers.add("Yici-Application", application);
        made.headers.add("Yici-Time", time);
        made.headers.add("Yici-Signature",
                         to_hex(crypto::hmac(crypto::HashAlgorithm::sm3, as_bytes(secret), as_bytes(text))));
        made.body = std::move(body);
        return made;
    }
    std::string refused(const http::ClientRequest& made, int status) {
        const http::Response response = client.send(made);
        EXPECT_EQ(response.status, status) << response.body;
        const auto at = response.body.find(R"("key":")");
        if (at == std::string::npos) return response.body;
        return response.body.substr(at + 7, response.body.find('"', at + 7) - at - 7);
    }

    std::unique_ptr<World> world;
    std::unique_ptr<test::RunningServer> running;
    http::Client client;
};
YICI_ON_BOTH_DATABASES(CallsRouteTest);

TEST_P(CallsRouteTest, AnswersASignedCallBoundToItsRequest) {
    open();
    const http::ClientRequest made = request(body_of("call-1"));
    const http::Response response = client.send(made);
    ASSERT_EQ(response.status, 200) << response.body;
    const std::string time = std::string(*made.headers.find("Yici-Time"));
    const auto request_sm3 =
        crypto::sm3("POST\n/api/v1/calls\n" + std::string(test::kApplication) + "\n" + time + "\n" + made.body);
    EXPECT_TRUE(contains(response.body, R"("call":"call-1","result":"ok")"));
    EXPECT_TRUE(contains(response.body, R"("fields":{"name":"陈晓敏"})"));
    EXPECT_TRUE(contains(response.body, to_hex(request_sm3)));
    const auto signature = crypto::BatchSignature::parse(response.headers.find("Yici-Signature").value_or(""));
    ASSERT_TRUE(signature);
    EXPECT_TRUE(crypto::verify_batch(world->key->public_key(), crypto::sm3(response.body), *signature));
    const auto entries = world->entries();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_TRUE(contains(entries[0], to_hex(request_sm3)));
    EXPECT_TRUE(contains(entries[0], to_hex(crypto::sm3(response.body))));
    EXPECT_FALSE(contains(entries[0], test::kPerson));
}

TEST_P(CallsRouteTest, AnswersQuestions) {
    open();
    const auto response = client.send(
        request(body_of("q", test::kRegistry, R"("question":{"field":"birth_date","age_at_least":80})", "age")));
    EXPECT_TRUE(contains(response.body, R"("result":"yes")")) << response.body;
    EXPECT_FALSE(contains(response.body, "1930"));
}

TEST_P(CallsRouteTest, RefusesStrangersAndReplays) {
    open();
    EXPECT_EQ(refused(request(body_of("a"), kNow, "wrong"), 401), "exchange.wrong_signature");
    EXPECT_EQ(refused(request(body_of("a"), kNow, test::kSecret, "nobody"), 401), "exchange.wrong_signature");
    EXPECT_EQ(refused(request(body_of("a"), kNow, "nobody", "nobody"), 401), "exchange.wrong_signature");
    http::ClientRequest other_body = request(body_of("a"));
    other_body.body = body_of("b");
    EXPECT_EQ(refused(other_body, 401), "exchange.wrong_signature");
    http::ClientRequest bare = request(body_of("a"));
    bare.headers.clear();
    EXPECT_EQ(refused(bare, 401), "exchange.wrong_signature");
    EXPECT_EQ(refused(request(body_of("a"), kNow - std::chrono::seconds(301)), 401), "exchange.time_outside");
    EXPECT_EQ(refused(request(body_of("a"), kNow + std::chrono::seconds(31)), 401), "exchange.time_outside");
    EXPECT_TRUE(world->entries().empty());
    EXPECT_EQ(client.send(request(body_of("a"))).status, 200);
    EXPECT_EQ(refused(request(body_of("a")), 409), "exchange.replayed");
    EXPECT_EQ(world->entries().size(), 1U) << "journaled once";
    world->applications.set_active(test::kApplication, false);
    EXPECT_EQ(refused(request(body_of("c")), 401), "exchange.wrong_signature");
}

TEST_P(CallsRouteTest, ARestartedNodeStillKnowsWhatItAnswered) {
    open();
    const http::ClientRequest answered = request(body_of("a"), kNow + std::chrono::seconds(20));
    EXPECT_EQ(client.send(answered).status, 200);
    const http::ClientRequest turned_down = request(body_of("b", "307001003/999999"));
    EXPECT_EQ(client.send(turned_down).status, 404);
    const uint16_t port = running->server.port();
    running.reset();
    world->gateway.reset();
    world->journal.reset();
    world->open_journal();
    world->clock.advance(std::chrono::seconds(10));
    world->gateway = std::make_unique<Gateway>(world->parts(), std::vector<System>{}, world->options);
    serve();
    const auto moved = [&](http::ClientRequest made) {
        made.url.replace(made.url.find(std::to_string(port)), std::to_string(port).size(),
                         std::to_string(running->server.port()));
        return made;
    };
    EXPECT_EQ(refused(moved(answered), 409), "exchange.replayed");
    EXPECT_EQ(refused(moved(turned_down), 409), "exchange.replayed");
    EXPECT_EQ(client.send(request(body_of("c"))).status, 200) << "signed before the start, but new";
    EXPECT_EQ(world->entries().size(), 3U);
}

TEST_P(CallsRouteTest, RefusesWhatIsMalformed) {
    open();
    const std::string good = body_of("x");
    for (const std::string& bad :
         {std::string(), std::string("[]"), std::string("{"), good + "x", good.substr(0, good.size() - 1),
          body_of("x", test::kRegistry, R"("fields":"name")"), body_of("x", test::kRegistry, R"("fields":[1])"),
          body_of("x", test::kRegistry, R"("fields":["name"],"more":1)"),
          body_of("x", test::kRegistry, R"("question":{"exists":false})"),
          body_of("x", test::kRegistry, R"("question":{"field":"name"})"),
          body_of("x", test::kRegistry, R"("question":{"field":"name","equals":"a","age_below":3})"),
          body_of("x", test::kRegistry, R"("fields":["name"],"expires":"tomorrow")")}) {
        EXPECT_EQ(refused(request(bad), 400), "exchange.call_malformed") << bad;
    }
    EXPECT_EQ(refused(request("{}"), 400), "exchange.call_incomplete");
}

TEST_P(CallsRouteTest, ARefusedCallIsAProblemAndAnEntry) {
    open();
    EXPECT_EQ(refused(request(body_of("x", test::kRegistry, R"("fields":["birth_date"])")), 403),
              "exchange.field_not_needed");
    EXPECT_EQ(refused(request(body_of("x", "307001003/999999")), 404), "exchange.no_such_resource");
    world->cases.erase(test::kCase);
    EXPECT_EQ(refused(request(body_of("x")), 403), "exchange.no_such_case");
    const auto entries = world->entries();
    ASSERT_EQ(entries.size(), 3U);
    for (const std::string& entry : entries) EXPECT_TRUE(contains(entry, "call.refused"));
}

TEST_P(CallsRouteTest, EveryModeJournalsExactlyWhatItAnswers) {
    for (const Journaling journaling : {Journaling::buffered, Journaling::durable}) {
        for (const bool sign : {false, true}) {
            GatewayOptions options;
            options.journaling = journaling;
            options.sign = sign;
            open(options);
            constexpr int kCalls = 200;
            std::atomic<int> left{kCalls};
            std::atomic<int> good{0};
            std::promise<void> all;
            for (int i = 0; i < kCalls; ++i) {
                const bool bad = i % 10 == 0;
                client.send_later(request(body_of(std::to_string(i), test::kRegistry,
                                                  bad ? R"("fields":["children"])" : R"("fields":["name"])")),
                                  [&](const http::Response& response, const std::exception_ptr& failure) {
                                      if (!failure && response.status == 200) {
                                          ++good;
                                          EXPECT_EQ(response.headers.find("Yici-Signature").has_value(), sign);
                                      }
                                      if (--left == 0) all.set_value();
                                  });
            }
            all.get_future().wait();
            EXPECT_EQ(good, 180);
            std::set<std::string> requests;
            int answered = 0;
            for (const std::string& entry : world->entries()) {
                requests.insert(entry.substr(entry.find(R"("request":")") + 11, 64));
                answered += contains(entry, "call.answered");
            }
            EXPECT_EQ(answered, 180);
            EXPECT_EQ(requests.size(), 200U) << "each call once";
            EXPECT_EQ(world->gateway->statistics().calls_today, 200);
            running.reset();
            world.reset();
        }
    }
}

TEST_P(CallsRouteTest, ReadsFromTheDatabaseEachTimeOffTheIoThread) {
    open();
    world->options.sign = false;
    const auto reader = records::database_reader(database(), world->record_types);
    const GatewayParts memory = world->parts();
    const GatewayParts parts{memory.resources, memory.types,   memory.grants, memory.applications, memory.cases,
                             *reader,          memory.journal, memory.key,    memory.clock,        memory.random};
    running.reset();
    world->gateway = std::make_unique<Gateway>(parts, std::vector<System>{}, world->options);
    serve();
    EXPECT_TRUE(contains(client.send(request(body_of("1"))).body, "陈晓敏"));
    database().write([](db::Transaction& transaction) {
        transaction.execute("UPDATE records_golden SET body = ?", {R"({"name":"新名"})"});
    });
    EXPECT_TRUE(contains(client.send(request(body_of("2"))).body, "新名"));
    running.reset();
    world->gateway.reset();
}

TEST_P(CallsRouteTest, ProxiesToADepartmentAndSaysWhenItFails) {
    std::atomic<int> failures{0};
    Department department([&](const http::Request& asked) {
        if (asked.headers.find("Yici-Ticket") == std::nullopt) return http::Response::empty(403);
        if (failures-- > 0) return http::Response::empty(500);
        return http::Response::json(R"({"xm":"陈晓敏","csrq":"1930-03-07"})");
    });
    for (const bool sign : {false, true}) {
        GatewayOptions options;
        options.sign = sign;
        open(options, {{"police", "公安", department.running.url(), "", "", "", false, "secret"}});
        const auto response = client.send(request(body_of("1", test::kHttp)));
        EXPECT_EQ(response.status, 200);
        EXPECT_TRUE(contains(response.body, R"("fields":{"name":"陈晓敏"})")) << response.body;
        EXPECT_FALSE(contains(response.body, "1930"));
        failures = 2;
        EXPECT_TRUE(contains(client.send(request(body_of("2", test::kHttp))).body, R"("result":"ok")"));
        failures = 100;
        const auto failed = client.send(request(body_of("3", test::kHttp)));
        EXPECT_EQ(failed.status, 200) << "that the provider failed is an answer, signed and journaled";
        EXPECT_TRUE(contains(failed.body, R"("result":"failed")"));
        EXPECT_TRUE(contains(failed.body, R"("reason":"exchange.provider_failed")"));
        EXPECT_TRUE(contains(client.send(request(body_of("4", test::kMissing))).body, "exchange.system_missing"));
        EXPECT_EQ(world->entries().size(), 4U);
        failures = 0;
    }
}

/// A token that was pulled out.
class LostKey final : public crypto::PrivateKey {
  public:
    explicit LostKey(const crypto::PublicKey& own_public) : public_(own_public) {}
    [[nodiscard]] const crypto::PublicKey& public_key() const override { return public_; }
    [[nodiscard]] Bytes sign(BytesView) const override { throw Error(ErrorKind::unavailable, "crypto.token_failed"); }
    [[nodiscard]] Bytes decrypt(BytesView) const override { return {}; }

  private:
    const crypto::PublicKey& public_;
};

TEST_P(CallsRouteTest, WhoAsksIsAnsweredWhenTicketsCannotBeSigned) {
    GatewayOptions options;
    options.sign = false;
    open(options);
    running.reset();
    const LostKey lost(world->key->public_key());
    const GatewayParts own = world->parts();
    const GatewayParts parts{own.resources, own.types, own.grants, own.applications, own.cases,   own.registry,
                             own.journal,   lost,      own.clock,  own.random,       own.disputed};
    world->gateway = std::make_unique<Gateway>(
        parts, std::vector<System>{{"police", "公安", "http://127.0.0.1:1", "", "", "", false, ""}}, world->options);
    serve();
    const auto response = client.send(request(body_of("1", test::kHttp)));
    EXPECT_TRUE(contains(response.body, R"("result":"failed")")) << response.body;
    running.reset();
    world->gateway.reset();
}

/// A journal on a disk that is full.
class FullJournal final : public journal::Journal {
  public:
    void append(db::Transaction&, const journal::Entry&) override { full(); }
    uint64_t append_buffered(std::span<const std::string>) override {
        full();
        return 0;
    }
    void append_durable(std::vector<std::string>, std::function<void(uint64_t, std::exception_ptr)> done) override {
        done(0, std::make_exception_ptr(Error(ErrorKind::unavailable, "journal.disk_full")));
    }
    void flush() override {}
    [[nodiscard]] uint64_t size() const override { return 0; }
    journal::Head head(bool) override { return {}; }
    [[nodiscard]] std::vector<journal::Stored> read(uint64_t, size_t) const override { return {}; }
    [[nodiscard]] std::vector<crypto::Digest> inclusion_proof(uint64_t, uint64_t) const override { return {}; }
    [[nodiscard]] std::vector<crypto::Digest> consistency_proof(uint64_t, uint64_t) const override { return {}; }
    void listen(uint64_t, std::function<void(std::span<const journal::Stored>)>) override {}

  private:
    [[noreturn]] static void full() { throw Error(ErrorKind::unavailable, "journal.disk_full"); }
};

TEST_P(CallsRouteTest, NothingLeavesThatIsNotInTheJournal) {
    for (const Journaling journaling : {Journaling::buffered, Journaling::durable}) {
        GatewayOptions options;
        options.journaling = journaling;
        open(options);
        FullJournal full;
        const GatewayParts whole = world->parts();
        const GatewayParts parts{whole.resources, whole.types, whole.grants, whole.applications, whole.cases,
                                 whole.registry,  full,        whole.key,    whole.clock,        whole.random};
        running.reset();
        world->gateway = std::make_unique<Gateway>(parts, std::vector<System>{}, world->options);
        serve();
        const http::Response response = client.send(request(body_of("1")));
        EXPECT_EQ(response.status, 503);
        EXPECT_FALSE(contains(response.body, "陈晓敏"));
        EXPECT_THROW((void)world->gateway->call(test::call()), Error);
        running.reset();
        world->gateway.reset();
    }
}

}  // namespace
}  // namespace yici::exchange
