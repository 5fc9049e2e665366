#include "engines/process/engine.h"

#include <gtest/gtest.h>

#include "engines/process/test_engine.h"

namespace yici::process {
namespace {

using test::bpmn;
using test::context;
using test::flows;
using test::users;

class Procedures : public test::EngineTest {};
YICI_ON_BOTH_DATABASES(Procedures);

const std::string kEnds = R"(<startEvent id="s"/><endEvent id="e"/>)";
const std::string kTwo = bpmn(kEnds + users("a b") + flows("s>a>b>e"));

TEST_P(Procedures, RunFromStartToEnd) {
    deploy(kTwo);
    const int64_t instance = start(R"({"n":1})");
    EXPECT_EQ(waiting(instance), "a");
    complete(instance, "a", R"({"n":2,"m":"x"})");
    restart();
    EXPECT_EQ(waiting(instance), "b");
    EXPECT_EQ(variable(instance, "n"), "2");
    clock.advance(std::chrono::hours(1));
    complete(instance, "b");
    const InstanceView done = view(instance);
    EXPECT_EQ(done.row.state, InstanceState::done);
    EXPECT_EQ(*done.row.ended, clock.now());
    ASSERT_EQ(done.work.size(), 2U);
    EXPECT_EQ(done.work[1].row.done_by, "li");
    EXPECT_EQ(done.work[1].row.state, WorkState::done);
    EXPECT_TRUE(done.tokens.empty());
    EXPECT_EQ(error_of([&](db::Transaction& t) {
                  engine().complete(t, {done.work[1].row.id, "li", {}});
              }),
              "process.work_not_open");
}

TEST_P(Procedures, VersionsLiveSideBySide) {
    deploy(kTwo);
    const int64_t old = start();
    EXPECT_FALSE(write([&](db::Transaction& t) { return engine().deploy(t, kTwo).at(0).is_new; }));
    deploy(bpmn(kEnds + users("a c") + flows("s>a>c>e")));
    const int64_t young = start();
    complete(old, "a");
    complete(young, "a");
    EXPECT_EQ(waiting(old), "b");
    EXPECT_EQ(waiting(young), "c");
    EXPECT_EQ(view(young).version, 2);
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().deploy(t, bpmn("<serviceTask id=\"x\"/>")); }),
              "process.model_not_executable");
    EXPECT_EQ(error_of([&](db::Transaction& t) {
                  engine().start(t, {"none", "k", {}, "li", 0, {}});
              }),
              "process.model_unknown");
}

TEST_P(Procedures, TasksAreClaimedTransferredAndDelegated) {
    deploy(bpmn(kEnds + R"(<userTask id="a" yici:organisation="org1" yici:role="clerk"><extensionElements>
        <yici:candidate organisation="org2" role="chief"/></extensionElements></userTask>)" +
                users("b") + flows("s>a>b>e")));
    const int64_t instance = start();
    const int64_t task = work(instance, "a");
    const auto listed = [&](const char* organisation, const char* role) {
        return database().read_value(
            [&](db::Transaction& t) { return engine().tasks(t, organisation, role, 0, 10).size(); });
    };
    EXPECT_EQ(listed("org1", "clerk"), 1U);
    EXPECT_EQ(listed("org2", "chief"), 1U);
    EXPECT_EQ(listed("org1", "chief"), 0U);
    write([&](db::Transaction& t) { engine().claim(t, task, "li"); });
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().claim(t, task, "wang"); }), "process.not_yours");
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().complete(t, {task, "wang", {}}); }), "process.not_yours");
    write([&](db::Transaction& t) { engine().transfer(t, task, "li", "wang"); });
    write([&](db::Transaction& t) { engine().delegate(t, task, "wang", "chen"); });
    complete(instance, "a", R"({"opinion":"yes"})", "chen");
    EXPECT_EQ(waiting(instance), "a") << "it comes back to who delegated it";
    EXPECT_EQ(view(instance).work[0].row.assignee, "wang");
    EXPECT_EQ(variable(instance, "opinion"), R"("yes")");
    write([&](db::Transaction& t) { engine().release(t, task, "wang"); });
    EXPECT_EQ(database().read_value([&](db::Transaction& t) { return engine().tasks_of(t, "wang", 0, 5).size(); }), 0U);
    complete(instance, "a", "{}", "zhao");
    EXPECT_EQ(waiting(instance), "b");
}

TEST_P(Procedures, ATaskIsSentBackWithAReason) {
    deploy(kTwo);
    const int64_t instance = start();
    complete(instance, "a");
    const int64_t task = work(instance, "b");
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().send_back(t, task, "li", "b", "why"); }),
              "process.not_passed");
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().send_back(t, task, "li", "a", ""); }),
              "process.reason_missing");
    write([&](db::Transaction& t) { engine().send_back(t, task, "li", "a", "材料不清"); });
    EXPECT_EQ(waiting(instance), "a");
    EXPECT_EQ(view(instance).work[1].row.problem, "材料不清");
    complete(instance, "a");
    complete(instance, "b");
    EXPECT_EQ(view(instance).row.state, InstanceState::done);
}

TEST_P(Procedures, SignersAreAddedBesideAndBefore) {
    deploy(kTwo);
    const int64_t beside = start();
    const int64_t first = work(beside, "a");
    write([&](db::Transaction& t) { engine().add_signer(t, first, "li", "wang", Signing::beside); });
    EXPECT_EQ(waiting(beside), "a a");
    write([&](db::Transaction& t) { engine().complete(t, {first, "li", {}}); });
    EXPECT_EQ(waiting(beside), "a");
    complete(beside, "a", "{}", "wang");
    EXPECT_EQ(waiting(beside), "b");

    const int64_t before = start();
    const int64_t held = work(before, "a");
    write([&](db::Transaction& t) { engine().add_signer(t, held, "li", "wang", Signing::before); });
    EXPECT_EQ(waiting(before), "(a) a");
    EXPECT_EQ(error_of([&](db::Transaction& t) { engine().complete(t, {held, "li", {}}); }), "process.work_not_open");
    complete(before, "a", "{}", "wang");
    EXPECT_EQ(work(before, "a"), held);
    complete(before, "a");
    EXPECT_EQ(waiting(before), "b");
}

TEST_P(Procedures, MessagesFindTheirInstanceOrBeginOne) {
    deploy(bpmn(
        R"(<startEvent id="s"><messageEventDefinition messageRef="A"/></startEvent><receiveTask id="w" messageRef="P"/>
        <endEvent id="e"/>)" +
            users("a") + flows("s>w>a>e"),
        R"(<message id="A" name="apply"/><message id="P" name="paid"/>)"));
    const auto send = [&](const char* name, const char* key, const char* json, const char* id) {
        return write([&](db::Transaction& t) { return engine().correlate(t, {name, key, context(json), id, "bank"}); });
    };
    EXPECT_FALSE(send("paid", "case-9", "{}", "m1"));
    const auto instance = send("apply", "case-9", R"({"n":1})", "m2");
    ASSERT_TRUE(instance);
    EXPECT_EQ(send("apply", "case-9", "{}", "m2"), instance) << "the same message is taken once";
    EXPECT_EQ(waiting(*instance), "w");
    EXPECT_FALSE(send("paid", "case-8", "{}", ""));
    EXPECT_EQ(send("paid", "case-9", R"({"amount":5})", "m1"), instance);
    EXPECT_EQ(waiting(*instance), "a");
    EXPECT_EQ(variable(*instance, "amount"), "5");
    EXPECT_EQ(database().read_value([&](db::Transaction& t) { return engine().find_by_key(t, "case-9"); }),
              std::vector<int64_t>{*instance});
}

TEST_P(Procedures, ThrownMessagesAndSignalsArrive) {
    deploy(bpmn(kEnds + R"(<sendTask id="t" messageRef="P"/>)" + flows("s>t>e"), R"(<message id="P" name="paid"/>)",
                "sender"));
    deploy(bpmn(kEnds + R"(<receiveTask id="w" messageRef="P"/><intermediateCatchEvent id="c"><signalEventDefinition
        signalRef="H"/></intermediateCatchEvent>)" +
                    flows("s>w>c>e"),
                R"(<message id="P" name="paid"/><signal id="H" name="holiday"/>)"));
    const int64_t waits = start();
    const int64_t other = start("{}", "p", "case-2");
    start(R"({"sum":3})", "sender");
    EXPECT_EQ(waiting(waits), "w") << "on its way";
    EXPECT_EQ(engine().run_due(), 1);
    EXPECT_EQ(waiting(waits), "c");
    EXPECT_EQ(waiting(other), "w");
    EXPECT_EQ(variable(waits, "sum"), "3");
    write([&](db::Transaction& t) { (void)engine().correlate(t, {"paid", "case-2", {}, "", "x"}); });
    write([&](db::Transaction& t) { engine().signal(t, "holiday", "operator"); });
    EXPECT_EQ(engine().run_due(), 1);
    EXPECT_EQ(view(waits).row.state, InstanceState::done);
    EXPECT_EQ(view(other).row.state, InstanceState::done);
}

TEST_P(Procedures, AMessageThatNobodyTakesBecomesAnIncident) {
    deploy(bpmn(kEnds + R"(<sendTask id="t" messageRef="P"/>)" + flows("s>t>e"), R"(<message id="P" name="paid"/>)",
                "sender"));
    start("{}", "sender");
    int64_t tries = 0;
    for (int i = 0; i < 20; ++i) {
        tries += engine().run_due();
        clock.advance(std::chrono::hours(1));
    }
    EXPECT_EQ(tries, 8);
    EXPECT_EQ(database().read_value([&](db::Transaction& t) { return engine().incident_count(t); }), 1);
}

TEST_P(Procedures, CalledProceduresReturnAndAreCancelled) {
    deploy(bpmn(kEnds + users("in") + flows("s>in>e"), {}, "inner"));
    deploy(bpmn(kEnds + R"(<callActivity id="c" calledElement="inner"/><boundaryEvent id="x" attachedToRef="c">
        <messageEventDefinition messageRef="M"/></boundaryEvent>)" +
                    users("z") + flows("s>c>z>e; x>e"),
                R"(<message id="M" name="stop"/>)"));
    const int64_t caller = start(R"({"n":1})");
    const auto child = [&] {
        return database().read_value([&](db::Transaction& t) { return engine().find_by_key(t, "case-1"); }).back();
    };
    const int64_t called = child();
    EXPECT_NE(called, caller);
    EXPECT_EQ(waiting(called), "in");
    complete(called, "in", R"({"n":5})");
    EXPECT_EQ(waiting(caller), "z");
    EXPECT_EQ(variable(caller, "n"), "5");
    const int64_t second = start();
    const int64_t to_stop = child();
    write([&](db::Transaction& t) { (void)engine().correlate(t, {"stop", "case-1", {}, "", "x"}); });
    EXPECT_EQ(view(second).row.state, InstanceState::done);
    EXPECT_EQ(view(to_stop).row.state, InstanceState::terminated);
    EXPECT_EQ(waiting(to_stop), "");
    deploy(bpmn(kEnds + R"(<callActivity id="c" calledElement="nowhere"/>)" + flows("s>c>e"), {}, "lost"));
    EXPECT_EQ(waiting(start("{}", "lost")), "!c");
}

TEST_P(Procedures, ACallThatEndsAtOnceReturnsAtOnce) {
    deploy(bpmn(kEnds + R"(<scriptTask id="x" yici:result="n"><script>n + 1</script></scriptTask>)" + flows("s>x>e"),
                {}, "inner"));
    deploy(bpmn(kEnds + R"(<callActivity id="c" calledElement="inner"/><callActivity id="d" calledElement="inner"/>)" +
                users("z") + flows("s>c>d>z>e")));
    const int64_t caller = start(R"({"n":1})");
    EXPECT_EQ(waiting(caller), "z");
    EXPECT_EQ(variable(caller, "n"), "3");
}

TEST_P(Procedures, StepsAreHeardInTheirOrderWithWhatTheyBelongTo) {
    struct Ear final : Listener {
        std::string heard;
        void stepped(db::Transaction& /*transaction*/, const Heard& one) override {
            heard += std::string(one.process) + " " + std::string(one.action) + " " + std::to_string(one.root) + "; ";
        }
    } ear;
    Engine listened({database(), clock, test::calendar(), nullptr, nullptr, &ear});
    deploy(bpmn(kEnds + flows("s>e"), {}, "inner"));
    deploy(bpmn(kEnds + R"(<callActivity id="c" calledElement="inner"/>)" + users("z") + flows("s>c>z>e")));
    write([&](db::Transaction& t) { listened.start(t, {"p", "case-1", {}, "window1", 0, {}}); });
    EXPECT_EQ(ear.heard, "p started 1; inner called 1; p returned 1; ");
}

TEST_P(Procedures, ErrorsOfACalledProcedureAreCaughtByTheCaller) {
    const std::string error = R"(<error id="X" name="x" errorCode="E1"/>)";
    deploy(bpmn(
        R"(<startEvent id="s"/><userTask id="in"/><endEvent id="bad"><errorEventDefinition errorRef="X"/></endEvent>)" +
            flows("s>in>bad"),
        error, "inner"));
    deploy(bpmn(kEnds + R"(<callActivity id="c" calledElement="inner"/><boundaryEvent id="x" attachedToRef="c">
        <errorEventDefinition errorRef="X"/></boundaryEvent>)" +
                    users("z") + flows("s>c>e; x>z>e"),
                error));
    const int64_t caller = start();
    const int64_t called = caller + 1;
    complete(called, "in");
    EXPECT_EQ(view(called).row.state, InstanceState::failed);
    EXPECT_EQ(waiting(caller), "z");
}

TEST_P(Procedures, AHeatMapCountsWhereCasesWait) {
    const int64_t model = deploy(kTwo);
    for (int i = 0; i < 3; ++i) start();
    clock.advance(std::chrono::seconds(30));
    complete(1, "a");
    const auto heat = database().read_value([&](db::Transaction& t) { return engine().heat(t, model); });
    ASSERT_EQ(heat.size(), 2U);
    EXPECT_EQ(heat[0].open, 2);
    EXPECT_EQ(heat[0].done, 1);
    EXPECT_DOUBLE_EQ(heat[0].mean_seconds, 30);
    EXPECT_EQ(*heat[0].oldest_open, test::kStart);
    EXPECT_EQ(heat[1].open, 1);
}

}  // namespace
}  // namespace yici::process
