#include "services/requests/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engines/exchange/test_world.h"
#include "foundation/base/files.h"
#include "support/databases.h"

namespace yici::requests {
namespace {

using exchange::test::kCivil;
using exchange::test::kMatter;
using exchange::test::kPolice;
using exchange::test::kRegistry;

const std::filesystem::path kPack = "packs/zhejiang";

std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return "nothing thrown";
}

class RequestsTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        calendar_ = codes::WorkingCalendar::load(kPack / "calendars", findings_);
        divisions_ = codes::Divisions::load(kPack / "divisions.csv", findings_);
        organisations_ = organisations::Directory::load(kPack, divisions_, findings_);
        matters_ = matters::Catalogue::load(kPack, findings_);
        world_ = std::make_unique<exchange::test::World>(database());
        for (const exchange::Grant& grant : world_->grants.all()) world_->grants.revoke(grant.id);
        requests_ = std::make_unique<Requests>(parts());
    }
    Parts parts() {
        return {database(),
                *world_->journal,
                world_->catalogue,
                world_->record_types,
                world_->grants,
                matters_,
                organisations_,
                calendar_,
                world_->clock,
                {},
                [this](const exchange::Resource&) { return connected_; },
                [this](std::string_view) { return published_; }};
    }
    void share(int share_type) {
        std::vector<exchange::Resource> resources = world_->catalogue.all();
        for (exchange::Resource& resource : resources) resource.share_type = share_type;
        resources[1].provider = kOtherBody;
        world_->catalogue = exchange::Resources(resources);
    }
    static Draft draft() {
        Draft draft;
        draft.resource = kRegistry;
        draft.matter = kMatter;
        draft.material = "household";
        draft.reason = "不再让老人带户口簿";
        draft.fields = {"name", "address"};
        return draft;
    }
    Request act(const Request& request, Action action, const Actor& by, const std::function<void(Act&)>& fill = {}) {
        Act asked;
        asked.action = action;
        asked.reason = "理由";
        if (fill) fill(asked);
        return requests_->act(request.number, asked, by, "");
    }
    /// What the gateway says to a call right now: an error key, or empty when it is answered.
    std::string call() {
        exchange::Call call = exchange::test::call();
        call.id = "call-" + std::to_string(++calls_);
        call.expires = world_->clock.now() + std::chrono::minutes(5);
        return world_->gateway->call(call).reason;
    }

    static constexpr const char* kOtherBody = "11330000002481071J";
    const Actor civil_{"minzheng-data", "瞿建军", kCivil, true, false};
    const Actor police_{"gongan-data", "骆文斌", kPolice, true, false};
    const Actor other_{"other-data", "裘雪梅", kOtherBody, true, false};
    const Actor authority_{"authority", "傅思远", "11330000000001804D", false, true};
    std::vector<Finding> findings_;
    codes::WorkingCalendar calendar_;
    codes::Divisions divisions_;
    organisations::Directory organisations_;
    matters::Catalogue matters_;
    std::unique_ptr<exchange::test::World> world_;
    std::unique_ptr<Requests> requests_;
    bool connected_ = true;
    std::optional<ShareTerms> published_;
    int calls_ = 0;
};

TEST_P(RequestsTest, AnUnconditionalResourceIsGrantedAtOnceAndTheGatewayAnswers) {
    share(1);
    EXPECT_EQ(call(), "exchange.grant_revoked");
    const Request request = requests_->create(draft(), civil_, "k1");
    EXPECT_EQ(request.state, State::completed);
    EXPECT_EQ(call(), "");
    const auto grant = world_->grants.find(request.number);
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->basis, "中华人民共和国老年人权益保障法第三十三条") << "a grant says which law it rests on";
    EXPECT_EQ(requests_->create(draft(), civil_, "k1").number, request.number) << "the same key makes nothing new";
    Draft other = draft();
    other.reason = "别的理由";
    EXPECT_EQ(key_of([&] { (void)requests_->create(other, civil_, "k1"); }), "requests.key_reused");
    EXPECT_EQ(key_of([&] { (void)requests_->create(draft(), civil_, "k2"); }), "requests.already_granted");
    EXPECT_EQ(act(request, Action::withdraw, civil_).outcome, "withdrawn");
    EXPECT_EQ(call(), "exchange.grant_revoked") << "refused at once after withdrawal";
    EXPECT_EQ(requests_->create(draft(), civil_, "k2").state, State::completed) << "may be asked for again";
    EXPECT_EQ(call(), "");
}

TEST_P(RequestsTest, AConditionalOneGoesToAuthorityAndProviderWithinTheirClocks) {
    Request request = requests_->create(draft(), civil_, "");
    EXPECT_EQ(request.state, State::reviewing);
    EXPECT_EQ(request.stage, Stage::precheck);
    EXPECT_EQ(to_string(request.limit->due), "2018-06-14") << "two working days from 2018-06-12";
    EXPECT_EQ(key_of([&] { act(request, Action::pass, police_); }), "requests.not_yours");
    EXPECT_EQ(key_of([&] { act(request, Action::answer, police_); }), "requests.not_now");
    world_->clock.advance(std::chrono::hours(24 * 3));
    EXPECT_EQ(light_of(request, china_date(world_->clock.now())), codes::Light::red);
    request = act(request, Action::pass, authority_);
    EXPECT_EQ(request.stage, Stage::answer);
    EXPECT_EQ(to_string(request.limit->due), "2018-07-02") << "ten, past 端午 on 06-18 and two week-ends";
    EXPECT_EQ(call(), "exchange.grant_revoked");
    EXPECT_EQ(key_of([&] { act(request, Action::answer, civil_, [](Act& a) { a.agreed = true; }); }),
              "requests.not_yours");
    request = act(request, Action::answer, police_, [](Act& a) { a.agreed = true; });
    EXPECT_EQ(request.state, State::completed);
    EXPECT_EQ(call(), "");
    world_->clock.advance(std::chrono::hours(24 * 366));
    EXPECT_EQ(call(), "exchange.grant_expired");
    EXPECT_EQ(requests_->sweep(), 1);
    EXPECT_EQ(requests_->get(request.number, civil_).outcome, "expired");
    EXPECT_EQ(requests_->sweep(), 0);
}

TEST_P(RequestsTest, ThePublishedEntryOfTheCatalogueSaysHowAResourceAndItsItemsAreShared) {
    share(3);
    published_ = ShareTerms{1, "", {}};
    EXPECT_EQ(requests_->create(draft(), civil_, "").state, State::completed) << "unconditional by the catalogue";
    published_ = ShareTerms{1, "", {{"sex", 2}}};
    EXPECT_EQ(published_->of({"name"}), 1);
    EXPECT_EQ(published_->of({"name", "sex"}), 2) << "the strictest item decides";
    published_ = ShareTerms{3, "档案法第二十七条", {{"name", 1}}};
    EXPECT_EQ(published_->of({"name"}), 1) << "an item may be freer than its entry";
    for (const exchange::Grant& grant : world_->grants.all()) world_->grants.revoke(grant.id);
    EXPECT_EQ(key_of([&] { (void)requests_->create(draft(), civil_, ""); }), "requests.no_ground");
}

TEST_P(RequestsTest, WhatIsNotSharedNeedsItsCitedGround) {
    share(3);
    EXPECT_EQ(key_of([&] { (void)requests_->create(draft(), civil_, ""); }), "requests.no_ground");
    EXPECT_EQ(requests_->list({}).total, 0) << "nothing is left of what was refused";
    Draft with_ground = draft();
    with_ground.ground = "社会救助暂行办法第五十八条";
    Request request = requests_->create(with_ground, civil_, "");
    EXPECT_EQ(request.stage, Stage::precheck);
    request = act(request, Action::pass, authority_);
    EXPECT_EQ(call(), "exchange.not_shared");
    request = act(request, Action::answer, police_, [](Act& a) { a.agreed = true; });
    EXPECT_EQ(call(), "");
    EXPECT_THAT(world_->grants.find(request.number)->basis, testing::HasSubstr("社会救助暂行办法第五十八条"));
}

TEST_P(RequestsTest, ANarrowerOfferIsTakenOrTheAuthorityMediates) {
    Request request = act(requests_->create(draft(), civil_, ""), Action::pass, authority_);
    const auto narrow = [](Act& a) {
        a.agreed = true;
        a.fields = {"name"};
        a.condition = "仅限窗口核验";
    };
    EXPECT_EQ(key_of([&] {
                  act(request, Action::answer, police_, [](Act& a) {
                      a.agreed = true;
                      a.fields = {"name", "children"};
                  });
              }),
              "requests.more_than_asked");
    request = act(request, Action::answer, police_, narrow);
    EXPECT_EQ(request.state, State::subscribing);
    EXPECT_EQ(call(), "exchange.grant_revoked") << "an offer opens nothing";
    request = act(request, Action::object, civil_);
    EXPECT_EQ(request.stage, Stage::mediation);
    EXPECT_EQ(key_of([&] { act(request, Action::decide, police_); }), "requests.not_yours");
    request = act(request, Action::decide, authority_, narrow);
    EXPECT_EQ(request.state, State::completed);
    EXPECT_EQ(call(), "") << "name alone was asked";
    EXPECT_EQ(world_->grants.find(request.number)->fields, std::vector<std::string>{"name"});
}

TEST_P(RequestsTest, ARefusalCitesItsRuleAndIsSettledByTheAuthority) {
    Request request = act(requests_->create(draft(), civil_, ""), Action::pass, authority_);
    EXPECT_EQ(key_of([&] { act(request, Action::answer, police_); }), "requests.no_ground_of_refusal");
    const auto citing = [](Act& a) { a.basis = "中华人民共和国居民身份证法第六条"; };
    request = act(request, Action::answer, police_, citing);
    EXPECT_EQ(request.stage, Stage::mediation);
    EXPECT_EQ(to_string(request.limit->due), "2018-06-20");
    request = act(request, Action::decide, authority_, citing);
    EXPECT_EQ(request.state, State::lapsed);
    EXPECT_EQ(request.outcome, "refused");
    EXPECT_TRUE(actions_for(request, civil_, china_date(world_->clock.now())).empty());
    EXPECT_EQ(call(), "exchange.grant_revoked");
}

TEST_P(RequestsTest, IsReturnedAmendedTransferredAndLapsesWhenForgotten) {
    Request request = act(requests_->create(draft(), civil_, ""), Action::send_back, authority_);
    EXPECT_EQ(request.state, State::returned);
    Draft amended = draft();
    amended.fields = {"name"};
    request = act(request, Action::submit, civil_, [&](Act& a) { a.draft = amended; });
    EXPECT_EQ(request.terms.fields, std::vector<std::string>{"name"});
    share(2);
    request = act(request, Action::pass, authority_);
    EXPECT_EQ(key_of([&] { act(request, Action::transfer, other_); }), "requests.not_yours");
    request = act(request, Action::transfer, police_, [](Act& a) { a.resource = exchange::test::kHttp; });
    EXPECT_EQ(request.state, State::transferred);
    EXPECT_EQ(request.provider, kOtherBody);
    EXPECT_EQ(key_of([&] { act(request, Action::answer, police_); }), "requests.not_yours");
    request = act(request, Action::send_back, other_);
    world_->clock.advance(std::chrono::hours(24 * 30));
    EXPECT_EQ(requests_->sweep(), 1);
    EXPECT_EQ(requests_->get(request.number, civil_).outcome, "not_resubmitted");
    std::vector<std::string> actions;
    for (const Event& event : requests_->events(request.number)) actions.push_back(event.action);
    EXPECT_THAT(actions,
                testing::ElementsAre("create", "submit", "return", "submit", "pass", "transfer", "return", "expire"));
}

TEST_P(RequestsTest, AResourceThatIsNotConnectedWaitsForDelivery) {
    connected_ = false;
    Request request = act(requests_->create(draft(), civil_, ""), Action::pass, authority_);
    request = act(request, Action::answer, police_, [](Act& a) { a.agreed = true; });
    EXPECT_EQ(request.state, State::delivering);
    EXPECT_EQ(key_of([&] { act(request, Action::deliver, police_); }), "requests.not_connected");
    connected_ = true;
    EXPECT_EQ(act(request, Action::deliver, police_).state, State::completed);
    EXPECT_EQ(call(), "");
}

TEST_P(RequestsTest, AsksForNoMoreThanTheMaterialNeedsAndForOnesOwnMatter) {
    const auto refused = [&](const std::function<void(Draft&)>& change) {
        Draft wrong = draft();
        change(wrong);
        return key_of([&] { (void)requests_->create(wrong, civil_, ""); });
    };
    EXPECT_EQ(refused([](Draft& d) { d.fields = {"children"}; }), "requests.field_not_needed");
    EXPECT_EQ(refused([](Draft& d) { d.fields = {"height"}; }), "requests.no_such_item");
    EXPECT_EQ(refused([](Draft& d) { d.fields = {}; }), "requests.no_fields");
    EXPECT_EQ(refused([](Draft& d) { d.matter = "公共服务-00127-001"; }), "requests.not_your_matter");
    EXPECT_EQ(refused([](Draft& d) { d.material = "photo"; }), "requests.unknown_material");
    EXPECT_EQ(refused([](Draft& d) { d.resource = "307001003/999999"; }), "requests.no_such_resource");
    EXPECT_EQ(refused([](Draft& d) { d.reason = " "; }), "requests.no_reason");
    EXPECT_EQ(refused([](Draft& d) { d.daily_quota = 1'000'000; }), "requests.quota_out_of_range");
    EXPECT_EQ(refused([](Draft& d) { d.valid_until = parse_date("2018-06-11"); }), "requests.validity_out_of_range");
    EXPECT_EQ(refused([](Draft& d) { d.valid_until = parse_date("2028-06-11"); }), "requests.validity_out_of_range");
    EXPECT_EQ(refused([](Draft& d) {
                  d.purpose = "supervision";
                  d.matter = "监管-00012-000";
              }),
              "requests.no_basis");
    Draft supervision = draft();
    supervision.purpose = "supervision";
    supervision.matter = "监管-00012-000";
    supervision.basis = "国务院令第722号第五十四条";
    const Request request = requests_->create(supervision, civil_, "");
    EXPECT_EQ(request.stage, Stage::precheck);
    EXPECT_EQ(key_of([&] { (void)requests_->create(draft(), authority_, ""); }), "requests.not_yours");
    EXPECT_EQ(key_of([&] { (void)requests_->get(request.number, other_); }), "requests.not_found");
}

TEST_P(RequestsTest, GrantsNotCalledForLongAreReviewed) {
    share(1);
    const Request request = requests_->create(draft(), civil_, "");
    GrantFilter due;
    due.organisation = kCivil;
    due.review_due = true;
    EXPECT_EQ(requests_->grants(due).total, 0);
    world_->clock.advance(std::chrono::hours(24 * 60));
    EXPECT_EQ(call(), "");
    world_->clock.advance(std::chrono::hours(24 * 89));
    EXPECT_EQ(requests_->grants(due).total, 0);
    world_->clock.advance(std::chrono::hours(24));
    GrantPage page = requests_->grants(due);
    ASSERT_EQ(page.total, 1);
    EXPECT_EQ(page.items[0].grant.id, request.number);
    EXPECT_EQ(page.items[0].unused_days, 90);
    EXPECT_EQ(page.items[0].calls, 1);
    EXPECT_EQ(key_of([&] { (void)requests_->keep_grant(request.number, "仍需", other_); }), "exchange.no_such_grant");
    EXPECT_FALSE(requests_->keep_grant(request.number, "冬季补贴发放时使用", civil_).review_due);
    EXPECT_EQ(requests_->grants(due).total, 0);
    world_->clock.advance(std::chrono::hours(24 * 90));
    EXPECT_EQ(requests_->grants(due).total, 1);
    EXPECT_FALSE(requests_->revoke_grant(request.number, "长期未用", authority_).in_force);
    EXPECT_EQ(requests_->get(request.number, civil_).outcome, "revoked");
    EXPECT_EQ(call(), "exchange.grant_revoked");
}

TEST_P(RequestsTest, EveryStepIsInTheJournalAndListsKnowWhoseTurnItIs) {
    const Request request = act(requests_->create(draft(), civil_, ""), Action::pass, authority_);
    std::vector<std::string> kinds;
    for (const std::string& text : world_->entries()) kinds.push_back(nlohmann::json::parse(text)["kind"]);
    EXPECT_THAT(kinds, testing::ElementsAre("request.create", "request.submit", "request.pass"));
    Filter todo;
    todo.side = "todo";
    todo.actor = police_;
    EXPECT_EQ(requests_->list(todo).total, 1);
    todo.actor = civil_;
    EXPECT_EQ(requests_->list(todo).total, 0);
    Filter red;
    red.light = "red";
    EXPECT_EQ(requests_->list(red).total, 0);
    world_->clock.advance(std::chrono::hours(24 * 20));
    EXPECT_EQ(requests_->list(red).total, 1);
    EXPECT_EQ(act(request, Action::mediate, civil_).stage, Stage::mediation) << "the provider is late";
    EXPECT_TRUE(requests_->open_request(kCivil, kRegistry, kMatter));
    EXPECT_FALSE(requests_->open_request(kCivil, kRegistry, "公共服务-00127-001"));
}

TEST_P(RequestsTest, TheDeskSpeaksJsonAndKnowsRoles) {
    SystemRandom random;
    accounts::Options cheap;
    cheap.argon2_kib = 64;
    cheap.argon2_passes = 1;
    accounts::Accounts accounts(database(), *world_->journal, organisations_, world_->clock, random, cheap);
    const auto save = [&](const char* id, const char* organisation, accounts::Role role) {
        accounts.save({id, id, accounts::Kind::staff, organisation, {role}, ""}, "secret");
        return "yici_session=" + accounts.sign_in(id, "secret", "127.0.0.1").token;
    };
    const std::string steward = save("steward", kCivil, accounts::Role::steward);
    const std::string clerk = save("clerk", kCivil, accounts::Role::clerk);
    http::Router router;
    requests_->add_routes(router, accounts);
    const auto ask = [&](http::Method method, const std::string& path, const std::string& cookie,
                         const std::string& body = {}) {
        http::Request request;
        request.method = method;
        request.path = path;
        request.body = body;
        request.headers.add("X-Yici", "1");
        request.headers.add("Cookie", cookie);
        std::string allowed;
        return nlohmann::json::parse(router.find(request, allowed).handler(request).body);
    };
    const std::string body = R"({"resource":"307001003/000021","matter":"给付-00123-001","material":"household",
        "reason":"免交户口簿","fields":["name"],"daily_quota":50})";
    EXPECT_EQ(key_of([&] { ask(http::Method::post, "/api/v1/requests", clerk, body); }), "accounts.not_allowed");
    EXPECT_EQ(key_of([&] { ask(http::Method::post, "/api/v1/requests", steward, R"({"fields":"name"})"); }),
              "requests.bad_request");
    const auto made = ask(http::Method::post, "/api/v1/requests", steward, body);
    EXPECT_EQ(made["state_name"], "待审核");
    EXPECT_EQ(made["terms"]["fields"][0]["title"], "姓名");
    EXPECT_THAT(made["actions"], testing::Contains("withdraw"));
    EXPECT_EQ(ask(http::Method::get, "/api/v1/requests", steward)["total"], 1);
    EXPECT_EQ(ask(http::Method::get, "/api/v1/grants", steward)["total"], 5);
}

YICI_ON_BOTH_DATABASES(RequestsTest);

TEST(RequestsPolicy, TheClocksAreThePacks) {
    std::vector<Finding> findings;
    const Policy policy = Policy::load(kPack, findings);
    EXPECT_TRUE(findings.empty());
    EXPECT_EQ(policy.answer_days, 10);
    const test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "sharing");
    write_file_atomically(folder.path() / "sharing/requests.yaml", "clocks:\n  answer: 1\n  precheck: 9999\n  x: 1\n");
    EXPECT_EQ(Policy::load(folder.path(), findings).answer_days, 1);
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_EQ(findings[0].key, "requests.policy_out_of_range");
}

}  // namespace
}  // namespace yici::requests
