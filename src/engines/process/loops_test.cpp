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

std::string many(const std::string& attributes, const std::string& inside) {
    return "<multiInstanceLoopCharacteristics " + attributes + ">" + inside + "</multiInstanceLoopCharacteristics>";
}

std::string signed_by(const std::string& loop) {
    return bpmn(kEnds + R"(<userTask id="a" yici:assignee="=signer">)" + loop + "</userTask>" + users("z") +
                flows("s>a>z>e"));
}

const std::string kSigners = R"(yici:items="signers" yici:item="signer" yici:results="votes")";

TEST(Loops, ParallelIterationsHaveTheirOwnVariables) {
    Play play(signed_by(many(kSigners, "")), context(R"({"signers":["li","wang","chen"]})"));
    EXPECT_EQ(play.start().waiting(), "a a a");
    EXPECT_EQ(play.work[0].assignee, "li");
    EXPECT_EQ(play.work[2].assignee, "chen");
    play.done("a", context(R"({"agreed":true})")).done("a", context(R"({"agreed":false})"));
    EXPECT_EQ(play.waiting(), "a");
    EXPECT_EQ(play.done("a", context(R"({"agreed":true})")).waiting(), "z");
    EXPECT_EQ(play.variable("votes"), R"([{"agreed":true},{"agreed":false},{"agreed":true}])");
    EXPECT_EQ(play.variable("signer"), "-");
    EXPECT_TRUE(play.state.iterations.empty());
}

TEST(Loops, ACompletionConditionEndsTheOthers) {
    Play play(
        signed_by(
            many(kSigners, "<completionCondition>nrOfCompletedInstances / nrOfInstances >= 0.5</completionCondition>")),
        context(R"({"signers":["li","wang","chen","zhao"]})"));
    EXPECT_EQ(play.start().done("a").waiting(), "a a a");
    EXPECT_EQ(play.done("a").waiting(), "z");
    Play veto(signed_by(many(kSigners, "<completionCondition>agreed = false</completionCondition>")),
              context(R"({"signers":["li","wang"]})"));
    EXPECT_EQ(veto.start().done("a", context(R"({"agreed":false})")).waiting(), "z");
}

TEST(Loops, SequentialIterationsFollowOneAnother) {
    Play play(signed_by(many("isSequential=\"true\" " + kSigners, "")), context(R"({"signers":["li","wang"]})"));
    EXPECT_EQ(play.start().waiting(), "a");
    EXPECT_EQ(play.work[0].assignee, "li");
    play.done("a");
    EXPECT_EQ(play.waiting(), "a");
    EXPECT_EQ(play.work[0].assignee, "wang");
    EXPECT_EQ(play.done("a").waiting(), "z");
}

TEST(Loops, CardinalityAndEmptyLists) {
    Play play(signed_by(many("", "<loopCardinality>n + 1</loopCardinality>")), context(R"({"n":1})"));
    EXPECT_EQ(play.start().waiting(), "a a");
    Play none(signed_by(many(kSigners, "")), context(R"({"signers":[]})"));
    EXPECT_EQ(none.start().waiting(), "z");
    EXPECT_EQ(none.variable("votes"), "[]");
    Play wrong(signed_by(many(kSigners, "")), context(R"({"signers":5})"));
    EXPECT_EQ(wrong.start().waiting(), "!a");
    EXPECT_EQ(wrong.work[0].reference, "process.loop_uncounted");
}

TEST(Loops, SubProcessesRepeatAsAWhole) {
    Play play(bpmn(kEnds + R"(<subProcess id="p1"><startEvent id="s1"/>)" + users("a b") + flows("s1>a>b") +
                   many(R"(yici:items="[1, 2]" yici:item="x")", "") + "</subProcess>" + users("z") +
                   flows("s>p1>z>e")));
    EXPECT_EQ(play.start().waiting(), "a a");
    EXPECT_EQ(play.done("a").done("b").waiting(), "a");
    EXPECT_EQ(play.done("a").done("b").waiting(), "z");
    EXPECT_EQ(play.state.scopes.size(), 1U);
}

TEST(Loops, ABoundaryEventEndsAllIterations) {
    Play play(bpmn(
        kEnds + R"(<userTask id="a">)" + many("", "<loopCardinality>3</loopCardinality>") +
        R"(</userTask><boundaryEvent id="x" attachedToRef="a"><timerEventDefinition><timeDuration>PT1H</timeDuration>
                   </timerEventDefinition></boundaryEvent>)" +
        users("b") + flows("s>a>e; x>b>e")));
    EXPECT_EQ(play.start().waiting(), "a a a x");
    EXPECT_EQ(play.done("a").done("x").waiting(), "b");
    EXPECT_TRUE(play.done("b").ended);
}

TEST(Loops, StandardLoopsGoOnWhileTheirConditionHolds) {
    const std::string body = R"(<scriptTask id="a" yici:result="n"><script>n + 1</script>
        <standardLoopCharacteristics testBefore="true" loopMaximum="50"><loopCondition>n &lt; 10</loopCondition>
        </standardLoopCharacteristics></scriptTask>)";
    Play play(bpmn(kEnds + body + flows("s>a>e")), context(R"({"n":3})"));
    EXPECT_TRUE(play.start().ended);
    EXPECT_EQ(play.variable("n"), "10");
    Play never(bpmn(kEnds + body + flows("s>a>e")), context(R"({"n":30})"));
    never.start();
    EXPECT_EQ(never.variable("n"), "30");
    Play most(bpmn(kEnds + R"(<scriptTask id="a" yici:result="n"><script>n + 1</script>
        <standardLoopCharacteristics loopMaximum="4"/></scriptTask>)" +
                   flows("s>a>e")),
              context(R"({"n":0})"));
    most.start();
    EXPECT_EQ(most.variable("n"), "4");
}

TEST(Loops, ASignerMayBeAdded) {
    Play play(signed_by(many(kSigners, "")), context(R"({"signers":["li"]})"));
    play.start();
    const int64_t owner = play.state.scope(play.state.tokens.back().scope).owner;
    play.run([&](Execution& run) { run.add_iteration(owner, feel::Value("sun")); });
    EXPECT_EQ(play.waiting(), "a a");
    EXPECT_EQ(play.work[1].assignee, "sun");
    EXPECT_EQ(play.done("a").waiting(), "a");
    EXPECT_EQ(play.done("a").waiting(), "z");
}

TEST(Tasks, ScriptsDecisionsAndMappings) {
    class Doubling final : public DecisionRunner {
      public:
        feel::Value decide(std::string_view decision, const feel::Context& variables, feel::Run&,
                           Decided& told) const override {
            EXPECT_EQ(decision, "double");
            EXPECT_EQ(told.element, "d");
            return feel::Value(*feel::add(*variables.find("n")->number(), *variables.find("n")->number()));
        }
    };
    const Doubling decisions;
    Play play(bpmn(kEnds + R"(<scriptTask id="x"><script>{n: n + 1, label: "第" + string(n)}</script></scriptTask>
        <businessRuleTask id="d" yici:decision="double" yici:result="twice"/>
        <serviceTask id="j" yici:job="mail"><extensionElements><yici:input source="=twice + 1" target="count"/>
        <yici:output source="=answer.id" target="mail"/></extensionElements></serviceTask>)" +
                   flows("s>x>d>j>e")),
              context(R"({"n":1.25})"));
    play.decisions = &decisions;
    EXPECT_EQ(play.start().waiting(), "j");
    EXPECT_EQ(play.variable("n"), "2.25");
    EXPECT_EQ(play.variable("label"), R"("第2.25")");
    EXPECT_EQ(play.variable("twice"), "4.5");
    play.run([&](Execution& run) { EXPECT_EQ(to_json(run.job_variables(play.state.tokens[0])), R"({"count":5.5})"); });
    play.done("j", context(R"({"answer":{"id":"m-1"},"other":1})"));
    EXPECT_EQ(play.variable("mail"), R"("m-1")");
    EXPECT_EQ(play.variable("other"), "-") << "only what is mapped comes back";
    EXPECT_TRUE(play.ended);
}

TEST(Tasks, ATokenCanBeTakenBackButNotDoubled) {
    Play play(bpmn(kEnds + R"(<parallelGateway id="f"/><parallelGateway id="j"/>)" + users("a b c d") +
                   flows("s>a>b>f; f>c>j; f>d>j; j>e")));
    play.start().done("a");
    const int64_t token = play.owner_of("b");
    EXPECT_EQ(play.run([&](Execution& run) { run.move(token, play.model->find("a").value()); }).waiting(), "a");
    play.done("a").done("b");
    EXPECT_EQ(play.waiting(), "c d");
    EXPECT_THROW(play.run([&](Execution& run) { run.move(play.owner_of("c"), play.model->find("a").value()); }), Error);
}

TEST(Values, KeepTheirKindThroughJson) {
    const std::string json =
        R"({"n":12345678901234567890.123,"d":{"@date":"2018-06-01"},"t":[true,null,"a\"b"],"p":{"@duration":"P1D"}})";
    EXPECT_EQ(to_json(context_of_json(json)), json);
    EXPECT_NE(context_of_json(json).find("d")->date(), nullptr);
    for (const char* wrong : {"[1]", "{", "{\"a\":1e999999}", "\"x\"", "{\"a\":tru}"}) {
        EXPECT_THROW((void)context_of_json(wrong), Error) << wrong;
    }
}

}  // namespace
}  // namespace yici::process
