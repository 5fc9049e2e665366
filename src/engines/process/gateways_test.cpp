#include <gtest/gtest.h>

#include "engines/process/test_models.h"

namespace yici::process {
namespace {

using test::bpmn;
using test::context;
using test::flows;
using test::Play;
using test::users;

const std::string kEnds = R"(<startEvent id="s"/><endEvent id="e"/>)";

TEST(Gateways, ExclusiveTakesTheFirstThatHolds) {
    const std::string xml = bpmn(kEnds + R"(<exclusiveGateway id="g" default="g-c"/>)" + users("a b c") +
                                 flows("s>g; g>a [n > 10]; g>b [n > 5]; g>c; a>e; b>e; c>e"));
    EXPECT_EQ(Play(xml, context(R"({"n":20})")).start().waiting(), "a");
    EXPECT_EQ(Play(xml, context(R"({"n":7})")).start().waiting(), "b");
    EXPECT_EQ(Play(xml, context(R"({"n":1})")).start().waiting(), "c");
}

TEST(Gateways, WithoutAWayOutAnOperatorIsCalled) {
    Play play(bpmn(kEnds + R"(<exclusiveGateway id="g"/>)" + users("a b") +
                   flows("s>g; g>a [n > 10]; g>b [n > 5]; a>e; b>e")),
              context(R"({"n":1})"));
    EXPECT_EQ(play.start().waiting(), "!g");
    EXPECT_EQ(play.work.at(0).reference, "process.no_way_out");
    play.variables.put("n", feel::Number(6));
    play.work.clear();
    const int64_t token = play.state.tokens.at(0).id;
    EXPECT_EQ(play.run([&](Execution& run) { run.retry(token); }).waiting(), "b");
    EXPECT_TRUE(play.done("b").ended);
}

TEST(Gateways, AConditionThatIsNeitherIsAnIncident) {
    Play play(bpmn(kEnds + R"(<exclusiveGateway id="g"/>)" + users("a b") +
                   flows("s>g; g>a [n > 1]; g>b [n < 1]; a>e; b>e")));
    EXPECT_EQ(play.start().waiting(), "!g");
    EXPECT_EQ(play.work.at(0).reference, "process.condition_undecided");
    const int64_t token = play.state.tokens.at(0).id;
    const auto& ways = play.model->flows;
    const auto way = std::ranges::find(ways, "g-b", &Flow::id) - ways.begin();
    play.work.clear();
    EXPECT_EQ(play.run([&](Execution& run) { run.skip(token, static_cast<int>(way)); }).waiting(), "b");
}

TEST(Gateways, ParallelSplitsAndJoins) {
    Play play(bpmn(kEnds + R"(<parallelGateway id="f"/><parallelGateway id="j"/>)" + users("a b c z") +
                   flows("s>f; f>a>j; f>b>j; f>c>j; j>z>e")));
    EXPECT_EQ(play.start().waiting(), "a b c");
    play.done("b").done("a");
    EXPECT_EQ(play.waiting(), "c");
    EXPECT_EQ(play.done("c").waiting(), "z");
    EXPECT_FALSE(play.ended);
    EXPECT_TRUE(play.done("z").ended);
    EXPECT_TRUE(play.state.tokens.empty());
}

TEST(Gateways, AParallelJoinThatCannotCompleteIsTold) {
    Play play(bpmn(kEnds + R"(<exclusiveGateway id="x" default="x-b"/><parallelGateway id="j"/>)" + users("a b") +
                   flows("s>x; x>a [n > 1]; x>b; a>j; b>j; j>e")),
              context(R"({"n":5})"));
    EXPECT_EQ(play.start().done("a").waiting(), "!j");
    EXPECT_EQ(play.work.at(0).reference, "process.deadlock");
}

TEST(Gateways, ActivitiesWithSeveralFlowsSplit) {
    Play play(bpmn(kEnds + users("a b c") + flows("s>a; a>b; a>c [n > 5]; b>e; c>e")), context(R"({"n":6})"));
    EXPECT_EQ(play.start().done("a").waiting(), "b c");
    EXPECT_FALSE(play.done("b").ended);
    EXPECT_TRUE(play.done("c").ended);
}

struct Inclusive {
    const char* variables;
    const char* opened;
    std::vector<const char*> order;
};

TEST(Gateways, InclusiveWaitsForAllThatWereTaken) {
    const std::string xml = bpmn(kEnds + R"(<inclusiveGateway id="f" default="f-c"/><inclusiveGateway id="j"/>)" +
                                 users("a b c z") + flows("s>f; f>a [n > 1]; f>b [n > 2]; f>c; a>j; b>j; c>j; j>z>e"));
    for (const Inclusive& one : {Inclusive{R"({"n":2})", "a", {"a"}}, Inclusive{R"({"n":3})", "a b", {"b", "a"}},
                                 Inclusive{R"({"n":3})", "a b", {"a", "b"}}, Inclusive{R"({"n":0})", "c", {"c"}}}) {
        Play play(xml, context(one.variables));
        EXPECT_EQ(play.start().waiting(), one.opened);
        for (const char* id : one.order) {
            EXPECT_NE(play.waiting(), "z");
            play.done(id);
        }
        EXPECT_EQ(play.waiting(), "z");
        EXPECT_TRUE(play.done("z").ended);
    }
}

/// A token that can still come by a longer way, through a loop or an event, keeps the join waiting; one that ended does
/// not.
TEST(Gateways, InclusiveWaitsWhileATokenCanStillCome) {
    const std::string xml =
        bpmn(kEnds + R"(<parallelGateway id="f"/><inclusiveGateway id="j"/><exclusiveGateway id="x" default="x-b"/>
                <endEvent id="gone"/>)" +
             users("a b z") + flows("s>f; f>a>j; f>b>x; x>b; x>j [way = \"join\"]; x>gone [way = \"end\"]; j>z>e"));
    Play joined(xml, context(R"({"way":"again"})"));
    joined.start().done("a");
    EXPECT_EQ(joined.waiting(), "b");
    joined.done("b");
    EXPECT_EQ(joined.waiting(), "b") << "round the loop";
    joined.variables.put("way", feel::Value("join"));
    EXPECT_EQ(joined.done("b").waiting(), "z");
    EXPECT_TRUE(joined.done("z").ended);
    Play ended(xml, context(R"({"way":"end"})"));
    ended.start().done("a").done("b");
    EXPECT_EQ(ended.waiting(), "z") << "the other branch has ended";
}

TEST(Gateways, EventGatewayTakesWhatComesFirst) {
    const std::string xml = bpmn(kEnds + R"(<eventBasedGateway id="g"/>
        <intermediateCatchEvent id="m"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>
        <intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition>
        </intermediateCatchEvent><receiveTask id="r" messageRef="N"/>)" +
                                     users("a b c") + flows("s>g; g>m>a>e; g>t>b>e; g>r>c>e"),
                                 R"(<message id="M" name="paid"/><message id="N" name="refused"/>)");
    Play play(xml);
    EXPECT_EQ(play.start().waiting(), "m r t");
    EXPECT_EQ(play.work.at(0).key, "case-1");
    EXPECT_EQ(*play.work.at(1).due, test::kStart + std::chrono::days(3));
    play.done("m", context(R"({"amount":5})"));
    EXPECT_EQ(play.waiting(), "a");
    EXPECT_EQ(play.variable("amount"), "5");
    EXPECT_EQ(Play(xml).start().done("r").waiting(), "c");
    EXPECT_EQ(Play(xml).start().done("t").waiting(), "b");
}

TEST(Gateways, LinksJump) {
    Play play(bpmn(kEnds + R"(<intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>
        <intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent>)" +
                   users("a") + flows("s>t; c>a>e")));
    EXPECT_EQ(play.start().waiting(), "a");
}

TEST(Gateways, AProcedureThatRunsByItselfForEverIsStopped) {
    Play play(bpmn(kEnds + R"(<exclusiveGateway id="g"/><task id="t"/>)" + flows("s>g; g>t>g")));
    play.start();
    ASSERT_EQ(play.work.size(), 1U);
    EXPECT_EQ(play.work.at(0).reference, "process.endless");
}

}  // namespace
}  // namespace yici::process
