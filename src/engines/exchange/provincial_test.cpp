#include <gtest/gtest.h>

#include "engines/exchange/gateway_protocol.h"
#include "engines/exchange/provincial_routes.h"
#include "engines/exchange/test_department.h"
#include "engines/exchange/test_world.h"
#include "engines/exchange/url.h"
#include "foundation/base/log.h"
#include "foundation/http/client.h"
#include "support/databases.h"

namespace yici::exchange {
namespace {

using test::call;
using test::kNow;
using test::World;
using Values = std::vector<std::pair<std::string, std::string>>;

System human_resources(const std::string& url, bool hmac = false) {
    return {"human_resources", "人社", url, "", test::kApplication, test::kSecret, hmac, ""};
}

http::Router provincial_router(World& world) {
    http::Router router;
    world.gateway->add_provincial_routes(router);
    return router;
}

/// A node whose registry is offered over the provincial protocol, as the other node's provider.
struct Peer {
    explicit Peer(const std::filesystem::path& folder)
        : database(db::open("sqlite:" + (folder / "peer.db").string(), {.durable = false})),
          world(*database),
          running(provincial_router(world)) {
        std::vector<Resource> offered = world.catalogue.all();
        offered[0].delivery.interface = "abcdefghijklmnop";
        offered[0].delivery.provider_code = "001008002016013";
        offered[3].delivery.interface = "notthisoneplease";
        world.catalogue = Resources(offered);
    }
    std::unique_ptr<db::Database> database;
    World world;
    test::RunningServer running;
};

class ProvincialTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        log::set_level("off");
        DatabaseTest::SetUp();
    }
    void TearDown() override { log::set_level("info"); }

    /// Asks the peer; the envelope.
    Envelope ask(const std::string& path, const std::vector<std::pair<std::string, std::string>>& parameters,
                 bool post = true) {
        std::string form;
        for (const auto& [name, value] : parameters)
            form += (form.empty() ? "" : "&") + name + "=" + percent_encode(value);
        http::ClientRequest request;
        request.method = post ? http::Method::post : http::Method::get;
        request.url = peer->running.url() + path + (post ? "" : "?" + form);
        if (post) {
            request.body = form;
            request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        }
        const http::Response response = client.send(request);
        EXPECT_EQ(response.status, 200) << response.body;
        return Envelope::parse(response.body).value_or(Envelope{"none", response.body, "", 0, ""});
    }
    std::vector<std::pair<std::string, std::string>> signed_with(const std::string& secret) {
        const std::string time = gateway_time(peer->world.clock.now());
        return {{"appKey", test::kApplication},
                {"sign", gateway_sign(SignMode::md5, test::kApplication, secret, time)},
                {"requestTime", time}};
    }
    GatewaySecrets secrets(const std::string& path, const std::string& secret) {
        const Envelope envelope = ask(path, signed_with(secret));
        EXPECT_EQ(envelope.code, "00") << envelope.message;
        return GatewaySecrets::parse(envelope.datas).value_or(GatewaySecrets{});
    }
    Envelope share(const std::string& secret, const Additional& additional, const char* subject = test::kPerson,
                   bool post = true) {
        auto parameters = signed_with(secret);
        parameters.emplace_back("cardId", subject);
        parameters.emplace_back("additional", additional.to_json());
        return ask("/gateway/api/001008002016013/dataSharing/abcdefghijklmnop.htm", parameters, post);
    }

    std::unique_ptr<Peer> peer = std::make_unique<Peer>(folder().path());
    http::Client client;
    const Additional good{test::kMatter, "", "clerk-7", "户口簿", "陈晓敏", test::kPerson, test::kCase};
};
YICI_ON_SQLITE(ProvincialTest);

constexpr const char* kByKey = "/gateway/app/refreshTokenByKey.htm";
constexpr const char* kBySecret = "/gateway/app/refreshTokenBySec.htm";

TEST_P(ProvincialTest, OurClientAndOurServerUnderstandEachOtherInBothModes) {
    for (const bool hmac : {false, true}) {
        World world(database(), {}, {human_resources(peer->running.url(), hmac)});
        Call made = call(test::kProvincial);
        made.fields = {"name", "address"};
        const Answer answer = world.gateway->call(made);
        EXPECT_EQ(answer.result, Result::ok) << answer.reason << " " << answer.detail;
        EXPECT_EQ(answer.values, (Values{{"name", "陈晓敏"}, {"address", "杭州市西湖区文三路100号"}}));
    }
    const auto entries = peer->world.entries();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_NE(entries[0].find("call.answered"), std::string::npos) << "the provider's side journals too";
    EXPECT_NE(entries[0].find(test::kCase), std::string::npos);
}

TEST_P(ProvincialTest, ARestartedServerForgetsSecretsAndTheClientGetsNewOnes) {
    World world(database(), {}, {human_resources(peer->running.url())});
    EXPECT_EQ(world.gateway->call(call(test::kProvincial)).result, Result::ok);
    (void)secrets(kByKey, test::kSecret);  // somebody else's exchange makes the client's secrets stale
    const Answer answer = world.gateway->call(call(test::kProvincial));
    EXPECT_EQ(answer.result, Result::ok) << answer.detail;
    EXPECT_EQ(answer.attempts, 1);
}

TEST_P(ProvincialTest, TheServerChecksSignTimeAndSecret) {
    EXPECT_EQ(ask(kByKey, {{"appKey", test::kApplication}}).code, "01");
    EXPECT_EQ(ask(kByKey, {{"appKey", "nobody"}, {"sign", "x"}, {"requestTime", "1"}}).code, "02");
    EXPECT_EQ(ask(kByKey, signed_with("wrong")).code, "03");
    auto late = signed_with(test::kSecret);
    late[2].second = gateway_time(kNow - std::chrono::minutes(6));
    late[1].second = gateway_sign(SignMode::md5, test::kApplication, test::kSecret, late[2].second);
    EXPECT_EQ(ask(kByKey, late).code, "04");
    EXPECT_EQ(ask(kBySecret, signed_with(test::kSecret)).code, "03") << "the secret of step 1 is not that of step 2";
    EXPECT_EQ(share("", good).code, "03") << "no secret yet";
    peer->world.applications.set_active(test::kApplication, false);
    EXPECT_EQ(ask(kByKey, signed_with(test::kSecret)).code, "02");
}

TEST_P(ProvincialTest, SecretsLiveFifteenMinutesAndTwoDays) {
    const GatewaySecrets first = secrets(kByKey, test::kSecret);
    EXPECT_EQ(first.request_until, kNow + std::chrono::minutes(15));
    EXPECT_EQ(first.refresh_until, kNow + std::chrono::hours(48));
    EXPECT_EQ(share(first.request_secret, good).code, "00");
    peer->world.clock.advance(std::chrono::minutes(15));
    EXPECT_EQ(share(first.request_secret, good).code, "03");
    const GatewaySecrets second = secrets(kBySecret, first.refresh_secret);
    EXPECT_NE(second.request_secret, first.request_secret);
    EXPECT_EQ(share(second.request_secret, good).code, "00");
    EXPECT_EQ(ask(kBySecret, signed_with(first.refresh_secret)).code, "03") << "used up";
    peer->world.clock.advance(std::chrono::hours(48));
    EXPECT_EQ(ask(kBySecret, signed_with(second.refresh_secret)).code, "03");
}

TEST_P(ProvincialTest, AdditionalIsMandatoryAndBindsTheCallToItsCase) {
    const std::string secret = secrets(kByKey, test::kSecret).request_secret;
    const Envelope got = share(secret, good, test::kPerson, false);
    EXPECT_EQ(got.code, "00") << got.message;
    EXPECT_EQ(got.datas, R"([{"name":"陈晓敏","address":"杭州市西湖区文三路100号"}])");
    Additional age = good;
    age.material_name = "年龄证明";
    EXPECT_EQ(share(secret, age).datas, R"({"result":"yes"})");
    const auto code_when = [&](auto change) {
        Additional changed = good;
        change(changed);
        return share(secret, changed).code;
    };
    EXPECT_EQ(code_when([](Additional& each) { each.project_id.clear(); }), "01");
    EXPECT_EQ(code_when([](Additional& each) { each.material_name.clear(); }), "01");
    EXPECT_EQ(code_when([](Additional& each) { each.access_card_id.clear(); }), "01");
    EXPECT_EQ(code_when([](Additional& each) { each.project_id = "33010018061200009999"; }), "05");
    EXPECT_EQ(code_when([](Additional& each) { each.power_matters = "给付-00123-009"; }), "05");
    EXPECT_EQ(code_when([](Additional& each) { each.material_name = "结婚证"; }), "05");
    EXPECT_EQ(share(secret, good, test::kStranger).code, "05");
    auto bare = signed_with(secret);
    bare.emplace_back("cardId", test::kPerson);
    EXPECT_EQ(ask("/gateway/api/001008002016013/dataSharing/abcdefghijklmnop.htm", bare).code, "01");
    bare.emplace_back("additional", good.to_json());
    EXPECT_EQ(ask("/gateway/api/001008002016013/dataSharing/0000000000000000.htm", bare).code, "05");
    EXPECT_EQ(ask("/gateway/api/001/dataSharing/abcdefghijklmnop.htm", bare).code, "05");
}

TEST_P(ProvincialTest, AnAnswerWarnsOfWhatSomebodyDisputes) {
    const std::string secret = secrets(kByKey, test::kSecret).request_secret;
    EXPECT_TRUE(share(secret, good).disputed.empty());
    const auto live = peer->world.cases.find(good.project_id);
    ASSERT_TRUE(live);
    const std::string subject = live->subjects.front().digest;
    peer->world.disputed.add(subject, peer->world.catalogue.all()[0].record_type, "address");
    EXPECT_EQ(share(secret, good).disputed, std::vector<std::string>{"address"});
    peer->world.disputed.remove(subject, peer->world.catalogue.all()[0].record_type, "address");
    EXPECT_TRUE(share(secret, good).disputed.empty());
}

/// A gateway that only hands out secrets and counts.
struct CountingGateway {
    explicit CountingGateway(const Clock& own_clock) : clock(own_clock), running(router()) {}
    http::Router router() {
        http::Router made;
        const auto secrets = [this] {
            const Instant now = clock.now();
            const GatewaySecrets fresh{"refresh", now + std::chrono::hours(48), "request",
                                       now + std::chrono::minutes(15)};
            return http::Response::json(Envelope{"00", "成功", fresh.to_json(), 1, ""}.to_json());
        };
        made.post(kByKey, [this, secrets](const http::Request&) { return ++by_key, secrets(); });
        made.post(kBySecret, [this, secrets](const http::Request&) { return ++by_secret, secrets(); });
        made.post("/gateway/api/{provider}/dataSharing/{file}", [this](const http::Request& request) {
            form = request.body;
            return http::Response::json(Envelope{"00", "成功", R"([{"name":"陈晓敏"}])", 1, ""}.to_json());
        });
        return made;
    }
    const Clock& clock;
    int by_key = 0;
    int by_secret = 0;
    std::string form;
    test::RunningServer running;
};

TEST_P(ProvincialTest, TheClientRefreshesThreeMinutesEarlyAndNotOftener) {
    ManualClock unused(kNow);
    auto holder = std::make_unique<World>(database());
    CountingGateway other(holder->clock);
    World& world = *holder;
    world.gateway =
        std::make_unique<Gateway>(world.parts(), std::vector{human_resources(other.running.url())}, world.options);
    const auto ask_after = [&](std::chrono::minutes later) {
        world.clock.advance(later);
        Call made = call(test::kProvincial);
        made.expires = world.clock.now() + std::chrono::minutes(1);
        EXPECT_EQ(world.gateway->call(made).result, Result::ok);
    };
    ask_after(std::chrono::minutes(0));
    ask_after(std::chrono::minutes(11));
    EXPECT_EQ(other.by_key, 1);
    EXPECT_EQ(other.by_secret, 0);
    ask_after(std::chrono::minutes(1));
    EXPECT_EQ(other.by_secret, 1) << "three minutes before the end";
    EXPECT_EQ(other.by_key, 1);
    ask_after(std::chrono::minutes(60 * 48));
    EXPECT_EQ(other.by_key, 2) << "the refresh secret is over too";
    const auto additional =
        Additional::parse(std::string(http::Parameters::parse(other.form).find("additional").value_or("")));
    ASSERT_TRUE(additional);
    EXPECT_EQ(additional->project_id, test::kCase);
    EXPECT_EQ(additional->power_matters, test::kMatter);
    EXPECT_EQ(additional->material_name, "户口簿");
    EXPECT_EQ(additional->sponsor_name, "陈晓敏");
    EXPECT_EQ(additional->sponsor_code, test::kPerson);
    EXPECT_EQ(additional->access_card_id, "clerk-7");
}

}  // namespace
}  // namespace yici::exchange
