#include <gtest/gtest.h>

#include "engines/process/engine.h"
#include "engines/process/test_engine.h"

namespace yici::process {
namespace {

using test::bpmn;
using test::context;
using test::flows;
using test::users;

class Operators : public test::EngineTest {
  protected:
    [[nodiscard]] Instant soon(int64_t hours) const { return test::kStart + std::chrono::hours(hours); }
};
YICI_ON_BOTH_DATABASES(Operators);

const std::string kEnds = R"(<startEvent id="s"/><endEvent id="e"/>)";
const std::string kJob =
    R"(<serviceTask id="j" yici:job="mail" yici:retries="3" yici:backoff="PT1M" yici:result="answer"/>)";

TEST_P(Operators, JobsAreTakenOnceAndAgainAfterTheirLease) {
    deploy(bpmn(kEnds + kJob + flows("s>j>e")));
    const int64_t instance = start(R"({"to":"li"})");
    EXPECT_TRUE(jobs("other").empty());
    const auto first = jobs("mail");
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(to_json(first[0].variables), R"({"to":"li"})");
    EXPECT_EQ(first[0].business_key, "case-1");
    EXPECT_TRUE(jobs("mail").empty());
    clock.advance(std::chrono::seconds(61));
    const auto second = jobs("mail");
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].key, first[0].key) << "the same work has the same key";
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().complete_job(t, first[0], {}); }), "process.lease_lost");
    write([&](db::Transaction& t) { engine().complete_job(t, second[0], context(R"({"id":7})")); });
    EXPECT_EQ(view(instance).row.state, InstanceState::done);
    EXPECT_EQ(variable(instance, "answer"), R"({"id":7})");
}

TEST_P(Operators, FailedJobsAreTriedAgainLaterAndThenAnOperatorMendsThem) {
    deploy(bpmn(kEnds + kJob + users("z") + flows("s>j>z>e")));
    const int64_t instance = start(R"({"to":"nobody"})");
    for (const int64_t pause : {60, 120}) {
        const auto taken = jobs("mail");
        ASSERT_EQ(taken.size(), 1U);
        write([&](db::Transaction& t) { engine().fail_job(t, taken[0], "no such address"); });
        clock.advance(std::chrono::seconds(pause - 1));
        EXPECT_TRUE(jobs("mail").empty());
        clock.advance(std::chrono::seconds(1));
    }
    const auto last = jobs("mail");
    write([&](db::Transaction& t) { engine().fail_job(t, last.at(0), "no such address"); });
    EXPECT_EQ(waiting(instance), "!j");
    const auto listed = database().read_value([&](db::Transaction& t) { return engine().incidents(t, 10, 0); });
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].row.problem, "no such address");
    write([&](db::Transaction& t) { engine().retry(t, listed[0].row.id, "operator", context(R"({"to":"li"})")); });
    const auto again = jobs("mail");
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(to_json(again[0].variables), R"({"to":"li"})");
    write([&](db::Transaction& t) { engine().complete_job(t, again[0], {}); });
    EXPECT_EQ(waiting(instance), "z");
}

TEST_P(Operators, AnIncidentCanBeSkipped) {
    deploy(bpmn(kEnds + R"(<exclusiveGateway id="g"/>)" + users("a b") +
                flows("s>g; g>a [n > 1]; g>b [n < 1]; a>e; b>e")));
    const int64_t instance = start();
    EXPECT_EQ(waiting(instance), "!g");
    const int64_t incident = work(instance, "g", WorkState::incident);
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().skip(t, incident, "operator"); }), "process.flow_unknown");
    write([&](db::Transaction& t) { engine().skip(t, incident, "operator", "g-b"); });
    EXPECT_EQ(waiting(instance), "b");
    const int64_t other = start();
    const int64_t second = work(other, "g", WorkState::incident);
    write([&](db::Transaction& t) { engine().retry(t, second, "operator", context(R"({"n":5})")); });
    EXPECT_EQ(waiting(other), "a");
}

TEST_P(Operators, JobsMayThrowErrorsThatTheModelCatches) {
    deploy(bpmn(kEnds + kJob +
                    R"(<boundaryEvent id="x" attachedToRef="j"><errorEventDefinition errorRef="E"/></boundaryEvent>)" +
                    users("z") + flows("s>j>e; x>z>e"),
                R"(<error id="E" name="e" errorCode="refused"/>)"));
    const int64_t instance = start();
    const auto first = jobs("mail").at(0);
    write([&](db::Transaction& t) { engine().throw_error(t, first, "refused", "no"); });
    EXPECT_EQ(waiting(instance), "z");
    const int64_t other = start();
    const auto job = jobs("mail").at(0);
    write([&](db::Transaction& t) { engine().throw_error(t, job, "else", "no"); });
    EXPECT_EQ(waiting(other), "!j");
}

TEST_P(Operators, TimersFireOnceWhenTheyAreDue) {
    deploy(bpmn(kEnds + R"(<userTask id="a"/><boundaryEvent id="t" attachedToRef="a" cancelActivity="false">
        <timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>
        <boundaryEvent id="late" attachedToRef="a">
        <timerEventDefinition><timeDuration>PT10H</timeDuration></timerEventDefinition>
        </boundaryEvent>)" +
                users("r z") + flows("s>a>e; t>r; late>z>e")));
    const int64_t instance = start();
    EXPECT_EQ(database().read_value([&](db::Transaction& t) { return engine().next_due(t); }), soon(1));
    EXPECT_EQ(engine().run_due(), 0);
    clock.advance(std::chrono::hours(1));
    EXPECT_EQ(engine().run_due(), 1);
    EXPECT_EQ(engine().run_due(), 0);
    EXPECT_EQ(waiting(instance), "a late r t");
    clock.advance(std::chrono::hours(5));
    restart();
    EXPECT_EQ(engine().run_due(), 2) << "the two that were missed";
    EXPECT_EQ(waiting(instance), "a late r r r");
    clock.advance(std::chrono::hours(5));
    EXPECT_EQ(engine().run_due(), 1);
    EXPECT_EQ(waiting(instance), "r r r z");
}

TEST_P(Operators, ATimerStartsProceduresAndANewVersionReplacesIt) {
    const std::string before =
        R"(<startEvent id="s"><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>)";
    deploy(bpmn(before + users("a") + flows("s>a")));
    clock.advance(std::chrono::days(1));
    EXPECT_EQ(engine().run_due(), 1);
    deploy(bpmn(before + users("b") + flows("s>b")));
    clock.advance(std::chrono::days(1));
    EXPECT_EQ(engine().run_due(), 1);
    EXPECT_EQ(waiting(1), "a");
    EXPECT_EQ(waiting(2), "b");
}

TEST_P(Operators, LimitsShowLightsAndStandWhileClocksAreSuspended) {
    deploy(bpmn(kEnds + R"(<userTask id="a" yici:days="5"/>)" + flows("s>a>e"), {}, "p",
                R"(yici:days="10" yici:clock="working")"));
    const int64_t instance = start();
    // Tuesday 2018-06-12 and five working days, of which the 18th is none: the 20th.
    EXPECT_EQ(*view(instance).work[0].row.due, china_midnight(Date{std::chrono::year{2018} / 6 / 21}));
    EXPECT_EQ(view(instance).work[0].light, codes::Light::green);
    clock.advance(std::chrono::days(1));
    write([&](db::Transaction& t) { engine().suspend_clocks(t, instance, "chief"); });
    EXPECT_FALSE(view(instance).work[0].row.due);
    EXPECT_FALSE(view(instance).row.due);
    EXPECT_TRUE(view(instance).clocks_stand);
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().suspend_clocks(t, instance, "chief"); }),
              "process.clocks_stand");
    clock.advance(std::chrono::days(2));
    write([&](db::Transaction& t) { engine().resume_clocks(t, instance, "chief"); });
    // The 13th and 14th do not count: the 22nd.
    EXPECT_EQ(*view(instance).work[0].row.due, china_midnight(Date{std::chrono::year{2018} / 6 / 23}));
    clock.set(china_midnight(Date{std::chrono::year{2018} / 6 / 22}) + std::chrono::hours(9));
    EXPECT_EQ(view(instance).work[0].light, codes::Light::yellow);
    clock.advance(std::chrono::days(1));
    EXPECT_EQ(view(instance).work[0].light, codes::Light::red);
    EXPECT_EQ(view(instance).light, codes::Light::green);
}

TEST_P(Operators, AStepOfTheModelSuspendsTheClocks) {
    deploy(bpmn(kEnds +
                R"(<parallelGateway id="f"/><userTask id="a" yici:days="5"/>
        <userTask id="experts" yici:suspendsClocks="true"/>)" +
                flows("s>f; f>a>e; f>experts>e")));
    const int64_t instance = start();
    EXPECT_FALSE(view(instance).work[0].row.due);
    clock.advance(std::chrono::days(7));
    complete(instance, "experts");
    // The 12th to the 18th stand still; five working days from the 19th on: the 25th.
    EXPECT_EQ(*view(instance).work[0].row.due, china_midnight(Date{std::chrono::year{2018} / 6 / 26}));
}

TEST_P(Operators, RunningInstancesMigrateOnCommand) {
    deploy(bpmn(kEnds + users("a b") + flows("s>a>b>e")));
    const int64_t instance = start();
    const int64_t target = deploy(bpmn(kEnds + R"(<userTask id="accept"/><boundaryEvent id="t" attachedToRef="accept">
        <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>)" +
                                       users("c") + flows("s>accept>c>e; t>e")));
    const auto check = [&](const MigrationPlan& plan) {
        return write([&](db::Transaction& t) { return engine().check_migration(t, instance, plan); });
    };
    ASSERT_EQ(check({target, {}}).size(), 1U);
    EXPECT_EQ(check({target, {}})[0].key, "process.migration_missing");
    EXPECT_EQ(error_of([&](db::Transaction& t) {
                  engine().migrate(t, instance, {target, {}}, "op");
              }),
              "process.migration_refused");
    EXPECT_EQ(check({target, {{"a", "e"}}})[0].key, "process.migration_unlike");
    EXPECT_TRUE(check({target, {{"a", "accept"}}}).empty());
    write([&](db::Transaction& t) { engine().migrate(t, instance, {target, {{"a", "accept"}}}, "op"); });
    EXPECT_EQ(waiting(instance), "accept t");
    EXPECT_EQ(view(instance).version, 2);
    complete(instance, "accept");
    EXPECT_EQ(waiting(instance), "c");
}

TEST_P(Operators, InstancesAreCancelledAndVariablesSet) {
    deploy(bpmn(kEnds + R"(<intermediateCatchEvent id="c"><conditionalEventDefinition><condition>ready</condition>
        </conditionalEventDefinition></intermediateCatchEvent>)" +
                users("a") + flows("s>c>a>e")));
    const int64_t instance = start(R"({"ready":false})");
    EXPECT_EQ(waiting(instance), "c");
    write([&](db::Transaction& t) { engine().set_variables(t, instance, "op", context(R"({"ready":true})")); });
    EXPECT_EQ(waiting(instance), "a");
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().cancel(t, instance, "op", ""); }), "process.reason_missing");
    write([&](db::Transaction& t) { engine().cancel(t, instance, "op", "withdrawn"); });
    EXPECT_EQ(view(instance).row.state, InstanceState::cancelled);
    EXPECT_EQ(waiting(instance), "");
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().cancel(t, instance, "op", "again"); }),
              "process.instance_ended");
}

}  // namespace
}  // namespace yici::process
