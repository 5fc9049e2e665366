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
const std::string kNames =
    R"(<message id="M" name="paid"/><signal id="S" name="holiday"/><error id="X" name="bad" errorCode="E1"/>
    <escalation id="U" name="up" escalationCode="U1"/>)";

std::string boundary(const std::string& id, const std::string& at, const std::string& definition,
                     bool interrupting = true) {
    return "<boundaryEvent id=\"" + id + "\" attachedToRef=\"" + at + "\" cancelActivity=\"" +
           (interrupting ? "true" : "false") + "\">" + definition + "</boundaryEvent>";
}
const std::string kTimer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>";
const std::string kMessage = R"(<messageEventDefinition messageRef="M"/>)";
const std::string kSignal = R"(<signalEventDefinition signalRef="S"/>)";
const std::string kError = R"(<errorEventDefinition errorRef="X"/>)";
const std::string kAnyError = "<errorEventDefinition/>";
const std::string kEscalation = R"(<escalationEventDefinition escalationRef="U"/>)";

TEST(Events, AnInterruptingBoundaryEventEndsItsActivity) {
    for (const std::string& definition : {kTimer, kMessage, kSignal}) {
        Play play(bpmn(kEnds + users("a b") + boundary("x", "a", definition) + flows("s>a>e; x>b>e"), kNames));
        EXPECT_EQ(play.start().waiting(), "a x");
        EXPECT_EQ(play.done("x").waiting(), "b");
        EXPECT_TRUE(play.done("b").ended);
        Play other(bpmn(kEnds + users("a b") + boundary("x", "a", definition) + flows("s>a>e; x>b>e"), kNames));
        EXPECT_TRUE(other.start().done("a").ended);
        EXPECT_EQ(other.waiting(), "") << "the subscription ends with the activity";
    }
}

TEST(Events, ABoundaryEventThatDoesNotInterruptAddsAToken) {
    Play play(bpmn(kEnds + users("a b") + boundary("x", "a", kMessage, false) + flows("s>a>e; x>b>e"), kNames));
    play.start().done("x").done("x");
    EXPECT_EQ(play.waiting(), "a b b x");
    play.done("a").done("b");
    EXPECT_FALSE(play.ended);
    EXPECT_TRUE(play.done("b").ended);
}

TEST(Events, ErrorsGoToTheNearestCatch) {
    const std::string inner = R"(<subProcess id="p1"><startEvent id="s1"/><serviceTask id="job" yici:job="x"/>
        <endEvent id="e1"/>)" +
                              flows("s1>job>e1") + "</subProcess>";
    Play near(bpmn(kEnds + inner + users("a b") + boundary("at_job", "p1", kError) + boundary("any", "p1", kAnyError) +
                       flows("s>p1>e; at_job>a>e; any>b>e"),
                   kNames));
    near.start().fail("job", "E1");
    EXPECT_TRUE(near.caught);
    EXPECT_EQ(near.waiting(), "a");
    EXPECT_EQ(near.variable("errorCode"), "\"E1\"");
    Play any(bpmn(kEnds + inner + users("a b") + boundary("at_job", "p1", kError) + boundary("any", "p1", kAnyError) +
                      flows("s>p1>e; at_job>a>e; any>b>e"),
                  kNames));
    EXPECT_EQ(any.start().fail("job", "E2").waiting(), "b");
    Play none(bpmn(kEnds + inner + flows("s>p1>e")));
    none.start().fail("job", "E2");
    EXPECT_FALSE(none.caught);
    EXPECT_EQ(none.waiting(), "job");
}

TEST(Events, AnErrorEndIsCaughtOutside) {
    Play play(bpmn(kEnds + R"(<subProcess id="p1"><startEvent id="s1"/><parallelGateway id="f"/><userTask id="other"/>
        <task id="t"/><endEvent id="bad"><errorEventDefinition errorRef="X"/></endEvent>)" +
                       flows("s1>f; f>other; f>t>bad") + "</subProcess>" + users("a") + boundary("x", "p1", kError) +
                       flows("s>p1>e; x>a>e"),
                   kNames));
    EXPECT_EQ(play.start().waiting(), "a") << "the other branch is ended";
}

TEST(Events, AnUncaughtErrorEndIsAnIncident) {
    Play play(bpmn(
        R"(<startEvent id="s"/><endEvent id="bad"><errorEventDefinition errorRef="X"/></endEvent>)" + flows("s>bad"),
        kNames));
    EXPECT_EQ(play.start().waiting(), "!bad");
    Play called(bpmn(
        R"(<startEvent id="s"/><endEvent id="bad"><errorEventDefinition errorRef="X"/></endEvent>)" + flows("s>bad"),
        kNames));
    called.has_parent = true;
    EXPECT_TRUE(called.start().ended);
    EXPECT_EQ(called.last.error, "E1");
}

TEST(Events, EscalationsNeedNotInterrupt) {
    const std::string inner = R"(<subProcess id="p1"><startEvent id="s1"/><intermediateThrowEvent id="up">
        <escalationEventDefinition escalationRef="U"/></intermediateThrowEvent><userTask id="in"/>)" +
                              flows("s1>up>in") + "</subProcess>";
    Play on(
        bpmn(kEnds + inner + users("a") + boundary("x", "p1", kEscalation, false) + flows("s>p1>e; x>a>e"), kNames));
    EXPECT_EQ(on.start().waiting(), "a in");
    Play off(bpmn(kEnds + inner + users("a") + boundary("x", "p1", kEscalation) + flows("s>p1>e; x>a>e"), kNames));
    EXPECT_EQ(off.start().waiting(), "a");
    Play nobody(bpmn(kEnds + inner + flows("s>p1>e"), kNames));
    EXPECT_EQ(nobody.start().waiting(), "in");
}

TEST(Events, TerminateEndsItsScopeAlone) {
    Play whole(bpmn(kEnds + R"(<parallelGateway id="f"/><endEvent id="t"><terminateEventDefinition/></endEvent>)" +
                    users("a b") + flows("s>f; f>a>t; f>b>e")));
    whole.start().done("a");
    EXPECT_TRUE(whole.ended);
    EXPECT_TRUE(whole.last.terminated);
    EXPECT_EQ(whole.waiting(), "");
    Play part(bpmn(kEnds + R"(<subProcess id="p1"><startEvent id="s1"/><parallelGateway id="f"/>
        <endEvent id="t"><terminateEventDefinition/></endEvent>)" +
                   users("a b") + flows("s1>f; f>a>t; f>b") + "</subProcess>" + users("z") + flows("s>p1>z>e")));
    EXPECT_EQ(part.start().done("a").waiting(), "z");
}

TEST(Events, SubProcessesEndWithTheirLastToken) {
    Play play(bpmn(kEnds + R"(<subProcess id="p1"><startEvent id="s1"/><parallelGateway id="f"/>)" + users("a b") +
                   flows("s1>f; f>a; f>b") + R"(</subProcess><subProcess id="empty"/>)" + users("z") +
                   flows("s>p1>empty>z>e")));
    EXPECT_EQ(play.start().done("a").waiting(), "b");
    EXPECT_EQ(play.done("b").waiting(), "z");
    EXPECT_EQ(play.path, "s p1 s1 f a b empty z");
}

std::string event_sub(const std::string& start, bool interrupting) {
    return R"(<subProcess id="ev" triggeredByEvent="true"><startEvent id="on" isInterrupting=")" +
           std::string(interrupting ? "true" : "false") + "\">" + start + "</startEvent>" + users("help") +
           flows("on>help") + "</subProcess>";
}

TEST(Events, EventSubProcessesInterruptOrNot) {
    Play off(bpmn(kEnds + users("a") + event_sub(kMessage, true) + flows("s>a>e"), kNames));
    EXPECT_EQ(off.start().waiting(), "a on");
    EXPECT_EQ(off.done("on").waiting(), "help");
    EXPECT_TRUE(off.done("help").ended);
    Play beside(bpmn(kEnds + users("a") + event_sub(kMessage, false) + flows("s>a>e"), kNames));
    EXPECT_EQ(beside.start().done("on").waiting(), "a help on");
    EXPECT_FALSE(beside.done("a").ended);
    EXPECT_TRUE(beside.done("help").ended);
    EXPECT_EQ(beside.waiting(), "");
    Play error(
        bpmn(kEnds + R"(<serviceTask id="job" yici:job="x"/>)" + event_sub(kError, true) + flows("s>job>e"), kNames));
    EXPECT_EQ(error.start().waiting(), "job");
    EXPECT_EQ(error.fail("job", "E1").waiting(), "help");
    EXPECT_TRUE(error.done("help").ended);
}

TEST(Events, ConditionsAreLookedAtWhenVariablesChange) {
    const std::string condition =
        "<conditionalEventDefinition><condition>n > 5</condition></conditionalEventDefinition>";
    Play waits(bpmn(kEnds + R"(<intermediateCatchEvent id="c">)" + condition + "</intermediateCatchEvent>" +
                    users("a") + flows("s>c>a>e")),
               context(R"({"n":1})"));
    EXPECT_EQ(waits.start().waiting(), "c");
    waits.variables.put("n", feel::Number(6));
    EXPECT_EQ(waits.run([](Execution& run) { run.look_again(); }).waiting(), "a");
    Play once(bpmn(kEnds + users("a b") + boundary("x", "a", condition, false) + flows("s>a>e; x>b>e")),
              context(R"({"n":9})"));
    once.start();
    EXPECT_EQ(once.run([](Execution& run) { run.look_again(); }).waiting(), "a b")
        << "once for each time it turns true";
    once.variables.put("n", feel::Number(0));
    once.run([](Execution& run) { run.look_again(); });
    once.variables.put("n", feel::Number(7));
    EXPECT_EQ(once.run([](Execution& run) { run.look_again(); }).waiting(), "a b b");
}

TEST(Events, MessagesAndSignalsLeaveWithTheirKey) {
    Play play(
        bpmn(kEnds + R"(<intermediateThrowEvent id="t"><messageEventDefinition messageRef="K"/></intermediateThrowEvent>
        <intermediateThrowEvent id="u"><signalEventDefinition signalRef="S"/></intermediateThrowEvent>)" +
                 users("a") + flows("s>t>u>a>e"),
             kNames + R"(<message id="K" name="ask" yici:correlationKey="=order"/>)"),
        context(R"({"order":"o-7"})"));
    play.start();
    ASSERT_EQ(play.last.messages.size(), 1U);
    EXPECT_EQ(play.last.messages[0].name, "ask");
    EXPECT_EQ(play.last.messages[0].key, "o-7");
    EXPECT_EQ(play.last.signals, std::vector<std::string>{"holiday"});
    EXPECT_EQ(play.waiting(), "a");
}

std::string compensable(const std::string& id) {
    return "<userTask id=\"" + id + "\"/><boundaryEvent id=\"c" + id + "\" attachedToRef=\"" + id +
           "\"><compensateEventDefinition/></boundaryEvent><userTask id=\"undo_" + id +
           "\" isForCompensation=\"true\"/><association id=\"as" + id + "\" sourceRef=\"c" + id +
           "\" targetRef=\"undo_" + id + "\"/>";
}

TEST(Events, CompensationUndoesWhatWasDoneLastFirst) {
    Play play(bpmn(kEnds + compensable("a") + compensable("b") + compensable("never") + users("z") +
                   R"(<intermediateThrowEvent id="undo"><compensateEventDefinition/></intermediateThrowEvent>)" +
                   flows("s>a>b>undo>z>never>e")));
    EXPECT_EQ(play.start().done("a").done("b").waiting(), "undo_b");
    EXPECT_EQ(play.done("undo_b").waiting(), "undo_a");
    EXPECT_EQ(play.done("undo_a").waiting(), "z");
    EXPECT_TRUE(play.done("z").done("never").ended);
}

TEST(Events, CompensationReachesIntoSubProcessesThatAreDone) {
    Play play(bpmn(kEnds + "<subProcess id=\"p1\"><startEvent id=\"s1\"/>" + compensable("a") + compensable("b") +
                   flows("s1>a>b") + "</subProcess>" +
                   R"(<endEvent id="undo"><compensateEventDefinition activityRef="p1"/></endEvent>)" +
                   flows("s>p1>undo")));
    EXPECT_EQ(play.start().done("a").done("b").waiting(), "undo_b");
    EXPECT_TRUE(play.done("undo_b").done("undo_a").ended);
}

TEST(Events, WorkingDaysAndCyclesAreCounted) {
    // 2018-06-12 is a Tuesday; 06-18 was the Dragon Boat holiday.
    Play play(
        bpmn(kEnds +
             R"(<intermediateCatchEvent id="w"><timerEventDefinition yici:workingDays="5"/></intermediateCatchEvent>)" +
             flows("s>w>e")));
    play.start();
    EXPECT_EQ(china_date(*play.work.at(0).due - std::chrono::hours(1)), (Date{std::chrono::year{2018} / 6 / 20}));
    EXPECT_EQ(*play.work.at(0).due, china_midnight(Date{std::chrono::year{2018} / 6 / 21}));
    EXPECT_EQ(play.work.at(0).rule, "w 5 2018-06-12");
    const auto again = next_of("r 3 PT10H", test::kStart);
    EXPECT_EQ(again->at, test::kStart + std::chrono::hours(10));
    EXPECT_EQ(again->rule, "r 2 PT10H");
    EXPECT_FALSE(next_of("r 1 PT10H", test::kStart));
    EXPECT_EQ(next_of("r -1 P1D", test::kStart)->rule, "r -1 P1D");
    EXPECT_EQ(*plus(china_midnight(Date{std::chrono::year{2018} / 1 / 31}), feel::Value("P1M")),
              china_midnight(Date{std::chrono::year{2018} / 2 / 28}));
}

}  // namespace
}  // namespace yici::process
