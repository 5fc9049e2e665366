#include "services/handling/test_handling.h"

namespace yici::handling {
namespace {

using test::key_of;

/// The worker that decides, killed, doubled, refused.
class DecidingTest : public test::HandlingTest {};
YICI_ON_BOTH_DATABASES(DecidingTest);

TEST_P(DecidingTest, AWorkerKilledBetweenDecidingAndSayingSoDecidesOnce) {
    const std::string number = accepted("确认-00268-002");
    (void)complete(number, "minzheng2");
    const auto jobs = take();
    ASSERT_EQ(jobs.size(), 1U);
    (void)handling_->decide(jobs[0]);  // and then it is killed
    EXPECT_EQ(state_of(number), "10");
    EXPECT_EQ(workers_->run_due(), 0) << "the lease still runs";
    clock_.set(clock_.now() + std::chrono::seconds(16));
    EXPECT_EQ(workers_->run_due(), 1);
    EXPECT_EQ(decisions_of(number), 1);
    EXPECT_NE(instance_of(number).row.state, process::InstanceState::running);
    EXPECT_EQ(incidents(), 0);
}

TEST_P(DecidingTest, TwoWorkersOnOneJobDecideOnce) {
    const std::string number = accepted("确认-00268-002");
    (void)complete(number, "minzheng2");
    const auto slow = take();
    clock_.set(clock_.now() + std::chrono::seconds(16));
    const auto quick = take();
    ASSERT_EQ(quick.size(), 1U);
    EXPECT_EQ(slow.at(0).key, quick.at(0).key);
    (void)handling_->decide(quick[0]);
    (void)handling_->decide(slow[0]);
    EXPECT_EQ(key_of([&] { write([&](db::Transaction& t) { engine().complete_job(t, slow[0], {}); }); }).substr(0, 18),
              "process.lease_lost");
    write([&](db::Transaction& t) { engine().complete_job(t, quick[0], {}); });
    EXPECT_EQ(decisions_of(number), 1);
    EXPECT_NE(instance_of(number).row.state, process::InstanceState::running);
}

TEST_P(DecidingTest, ACaseThatWasWithdrawnMeanwhileIsLeftAlone) {
    const std::string number = accepted("确认-00268-002");
    (void)complete(number, "minzheng2");
    const auto jobs = take();
    (void)act(number, cases::Action::withdraw, "applicant", "不办了");
    EXPECT_EQ(key_of([&] { (void)handling_->decide(jobs.at(0)); }), "cases.not_now 退件");
    clock_.set(clock_.now() + std::chrono::seconds(60));
    EXPECT_EQ(workers_->run_due(), 0);
    EXPECT_EQ(decisions_of(number), 0);
    EXPECT_EQ(incidents(), 0);
}

TEST_P(DecidingTest, WhatTheCaseRefusesIsAnIncidentThatAnOperatorMends) {
    const std::string number = accepted("确认-00268-002");
    (void)complete(number, "minzheng2");
    (void)act(number, cases::Action::suspend, "minzheng2", "有新情况");
    EXPECT_EQ(workers_->run_due(), 1);
    EXPECT_EQ(incidents(), 1);
    EXPECT_THAT(read([&](db::Transaction& t) { return engine().incidents(t, 1, 0); }).at(0).row.problem,
                testing::StartsWith("cases.not_now"));
    (void)act(number, cases::Action::resume, "minzheng2");
    write([&](db::Transaction& t) { engine().retry(t, engine().incidents(t, 1, 0).at(0).row.id, "operator"); });
    (void)workers_->run_due();
    EXPECT_EQ(state_of(number), "10");
}

TEST_P(DecidingTest, AWorkerThatFailsIsTriedAgainAfterAPause) {
    const std::string number = accepted("确认-00268-002");
    int asked = 0;
    workers_->add(Handling::kDecide, [&](const process::Job& job) {
        if (++asked == 1) throw Error(ErrorKind::unavailable, "db.busy");
        return asked == 2 ? throw std::runtime_error("broken") : handling_->decide(job);
    });
    (void)complete(number, "minzheng2");
    for (int i = 0; i < 4 && state_of(number) != "10"; ++i) {
        (void)workers_->run_due();
        clock_.set(clock_.now() + std::chrono::seconds(60));
    }
    EXPECT_EQ(asked, 3);
    EXPECT_EQ(decisions_of(number), 1);
}

}  // namespace
}  // namespace yici::handling
