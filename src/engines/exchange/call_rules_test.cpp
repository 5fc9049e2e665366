#include "engines/exchange/call_rules.h"

#include <gtest/gtest.h>

#include "engines/exchange/test_world.h"
#include "support/databases.h"

namespace yici::exchange {
namespace {

using test::call;
using test::kNow;

class CallRulesTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        grants = std::make_unique<Grants>(database(), clock);
        grants->take_from(catalogue);
        cases.put(test::live_case());
    }
    void TearDown() override { grants.reset(); }

    std::string refusal_of(const Call& made) {
        const auto refusal = check_call(made, catalogue, *grants, cases, clock.now(), checked);
        if (!refusal) return "";
        EXPECT_EQ(refusal->detail.find(made.subject), std::string::npos) << "no personal data in a detail";
        EXPECT_NE(message(refusal->key, Language::zh), refusal->key) << "a sentence for " << refusal->key;
        return refusal->key;
    }
    template <typename Change>
    std::string refused_when(Change&& change) {
        Call made = call();
        change(made);
        return refusal_of(made);
    }
    template <typename Change>
    std::string refused_when_case(Change&& change) {
        LiveCase live = test::live_case();
        change(live);
        cases.put(live);
        return refusal_of(call());
    }

    ManualClock clock{kNow};
    Resources catalogue = test::resources();
    std::unique_ptr<Grants> grants;
    CaseTable cases;
    CheckedCall checked;
};
YICI_ON_BOTH_DATABASES(CallRulesTest);

TEST_P(CallRulesTest, LetsACallThroughThatServesItsLiveCase) {
    EXPECT_EQ(refusal_of(call()), "");
    EXPECT_EQ(checked.subject->digest, "d1");
    EXPECT_EQ(checked.use->material, "household");
    EXPECT_EQ(refused_when([](Call& made) { made.subject = test::kSpouse; }), "");
    EXPECT_EQ(refused_when([](Call& made) {
                  made.material = "age";
                  made.fields.clear();
                  made.question = Question{Question::Kind::age_at_least, "birth_date", {}, 80};
              }),
              "");
    EXPECT_EQ(refused_when(
                  [this](Call& made) { made.grant = grants->find(test::kCivil, test::kRegistry, test::kMatter)->id; }),
              "");
}

TEST_P(CallRulesTest, RefusesWhatIsIncomplete) {
    const std::string key = "exchange.call_incomplete";
    EXPECT_EQ(refused_when([](Call& made) { made.id.clear(); }), key);
    EXPECT_EQ(refused_when([](Call& made) { made.id = std::string(65, 'x'); }), key);
    EXPECT_EQ(refused_when([](Call& made) { made.application.clear(); }), key);
    EXPECT_EQ(refused_when([](Call& made) { made.purpose.clear(); }), key);
    EXPECT_EQ(refused_when([](Call& made) { made.basis.clear(); }), key);
    EXPECT_EQ(refused_when([](Call& made) { made.officer.clear(); }), key);
    EXPECT_EQ(refused_when([](Call& made) { made.fields.clear(); }), key);
    EXPECT_EQ(refused_when([](Call& made) { made.question = Question{}; }), key) << "fields and a question";
    EXPECT_EQ(refused_when([](Call& made) { made.fields = {"name", "name"}; }), key);
}

TEST_P(CallRulesTest, RefusesWithoutAGrantThatCoversIt) {
    EXPECT_EQ(refused_when([](Call& made) { made.expires = kNow; }), "exchange.call_expired");
    EXPECT_EQ(refused_when([](Call& made) { made.resource = "307001003/999999"; }), "exchange.no_such_resource");
    EXPECT_EQ(refused_when([](Call& made) { made.organisation = test::kPolice; }), "exchange.no_grant");
    EXPECT_EQ(refused_when([](Call& made) { made.grant = "nothing"; }), "exchange.no_grant");
    EXPECT_EQ(refused_when([](Call& made) { made.matter = "给付-00123-002"; }), "exchange.matter_not_granted");
    EXPECT_EQ(refused_when([](Call& made) { made.fields = {"name", "children"}; }), "exchange.field_not_granted");
    EXPECT_EQ(refused_when([](Call& made) { made.fields = {"shoe_size"}; }), "exchange.field_not_granted");
    for (const Grant& grant : grants->all()) {
        if (grant.resource == test::kHttp) {
            EXPECT_EQ(refused_when([&](Call& made) { made.grant = grant.id; }), "exchange.no_grant")
                << "a grant for another resource";
        }
    }
    clock.set(kNow + std::chrono::days(365 * 13));
    EXPECT_EQ(refused_when([&](Call& made) { made.expires = clock.now() + std::chrono::minutes(1); }),
              "exchange.grant_expired");
}

TEST_P(CallRulesTest, RefusesAGrantOfSomebodyElseOrARevokedOne) {
    Grant other = *grants->find(test::kCivil, test::kRegistry, test::kMatter);
    other.id = "other";
    other.organisation = test::kPolice;
    grants->put(other);
    EXPECT_EQ(refused_when([](Call& made) { made.grant = "other"; }), "exchange.no_grant");
    for (const Grant& grant : grants->all()) grants->revoke(grant.id);
    EXPECT_EQ(refusal_of(call()), "exchange.grant_revoked");
    grants->take_from(catalogue);
    EXPECT_EQ(refusal_of(call()), "exchange.grant_revoked") << "the pack does not revive it";
}

TEST_P(CallRulesTest, RefusesWhatIsNotShared) {
    std::vector<Resource> closed = catalogue.all();
    closed[0].share_type = 3;
    catalogue = Resources(closed);
    EXPECT_EQ(refusal_of(call()), "exchange.not_shared");
    Grant grant = *grants->find(test::kCivil, test::kRegistry, test::kMatter);
    grant.statutory = true;
    grants->put(grant);
    EXPECT_EQ(refusal_of(call()), "") << "the law demands it";
}

TEST_P(CallRulesTest, TheGrantThatOpensTheCallIsFoundAmongSeveral) {
    Grant narrow = *grants->find(test::kCivil, test::kRegistry, test::kMatter);
    narrow.fields = {"birth_date"};
    grants->put(narrow);
    EXPECT_EQ(refusal_of(call()), "exchange.field_not_granted");
    Grant wide = narrow;
    wide.id = "wide";
    wide.fields = {"name"};
    database().write([&](db::Transaction& transaction) { grants->put(transaction, wide); });
    EXPECT_EQ(refusal_of(call()), "");
    EXPECT_EQ(grants->find("wide")->since, china_date(kNow));
    wide.valid_until = Date{std::chrono::year{2018} / 6 / 11};
    grants->put(wide);
    EXPECT_EQ(refusal_of(call()), "exchange.field_not_granted") << "the one in force says why, not the expired one";
}

TEST_P(CallRulesTest, KnowsWhenAGrantWasLastUsed) {
    const Grant grant = *grants->find(test::kCivil, test::kRegistry, test::kMatter);
    EXPECT_TRUE(grants->use_of_all().empty());
    EXPECT_TRUE(grants->use(grant));
    clock.advance(std::chrono::hours(48));
    EXPECT_TRUE(grants->use(grant));
    EXPECT_TRUE(grants->use(grant));
    const std::vector<GrantUse> uses = grants->use_of_all();
    ASSERT_EQ(uses.size(), 1u);
    EXPECT_EQ(uses[0].calls, 3);
    EXPECT_EQ(uses[0].last_used, china_date(clock.now()));
}

TEST_P(CallRulesTest, TheProvidersSideHoldsItAgainstTheLiveCase) {
    EXPECT_EQ(refused_when([](Call& made) { made.case_number = "33010018061200009999"; }), "exchange.no_such_case");
    EXPECT_EQ(refused_when([](Call& made) { made.subject = test::kStranger; }), "exchange.other_subject");
    EXPECT_EQ(refused_when([](Call& made) { made.material = "marriage"; }), "exchange.material_not_bound");
    EXPECT_EQ(refused_when([](Call& made) { made.fields = {"name", "birth_date"}; }), "exchange.field_not_needed");
    EXPECT_EQ(refused_when([](Call& made) { made.material = "age"; }), "exchange.question_not_needed")
        << "a question stands there, values are asked";
    EXPECT_EQ(refused_when([](Call& made) {
                  made.material = "age";
                  made.fields.clear();
                  made.question = Question{Question::Kind::age_at_least, "birth_date", {}, 79};
              }),
              "exchange.question_not_needed")
        << "no guessing of birthdays";
    EXPECT_EQ(refused_when_case([](LiveCase& live) { live.matter = "给付-00123-009"; }), "exchange.other_matter");
    for (const char* state : {"01", "04", "07", "10", "11", "12", "13", "99"}) {
        EXPECT_EQ(refused_when_case([&](LiveCase& live) { live.state = state; }), "exchange.case_not_live") << state;
    }
    for (const char* state : {"02", "03", "05", "06", "08", "09"}) {
        EXPECT_EQ(refused_when_case([&](LiveCase& live) { live.state = state; }), "") << state;
    }
    cases.erase(test::kCase);
    EXPECT_EQ(refusal_of(call()), "exchange.no_such_case");
}

TEST_P(CallRulesTest, AQuotaIsCountedADayAndSurvivesARestart) {
    Grant grant = *grants->find(test::kCivil, test::kRegistry, test::kMatter);
    grant.daily_quota = 3;
    grants->put(grant);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(grants->use(grant));
    EXPECT_FALSE(grants->use(grant));
    EXPECT_EQ(grants->used_today(grant.id), 3);
    grants->save();
    grants = std::make_unique<Grants>(database(), clock);
    EXPECT_EQ(grants->find(grant.id)->daily_quota, 3);
    EXPECT_EQ(grants->find(grant.id)->fields, grant.fields);
    EXPECT_FALSE(grants->use(grant));
    clock.advance(std::chrono::hours(24));
    EXPECT_TRUE(grants->use(grant));
    EXPECT_EQ(grants->used_today(grant.id), 1);
}

}  // namespace
}  // namespace yici::exchange
