#include <gtest/gtest.h>

#include <thread>

#include "engines/process/engine.h"
#include "engines/process/test_engine.h"
#include "foundation/base/log.h"
#include "foundation/db/locking.h"

namespace yici::process {
namespace {

using test::bpmn;
using test::context;
using test::flows;
using test::users;

/// Two branches with a job each, a countdown beside them and a message that adds a third way; then one task.
const std::string kModel = bpmn(
    R"(<startEvent id="s"/><endEvent id="e"/><parallelGateway id="f"/><parallelGateway id="j"/>
    <serviceTask id="a" yici:job="work" yici:result="from_a"/><serviceTask id="b" yici:job="work" yici:result="from_b"/>
    <intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT0S</timeDuration></timerEventDefinition>
    </intermediateCatchEvent><receiveTask id="m" messageRef="M"/>
    <scriptTask id="count" yici:result="fired"><script>fired + 1</script></scriptTask>)" +
        users("z") + flows("s>f; f>a>j; f>b>j; f>t>count>j; f>m>j; j>z>e"),
    R"(<message id="M" name="paid"/>)");

/// What two workers, the timers and a sender do, one transaction each.
enum class Act : char {
    a_takes = 'A',
    a_answers = 'a',
    b_takes = 'B',
    b_answers = 'b',
    timers = 't',
    sender = 'm',
    lease_ends = 'x'
};

class Interleavings : public test::EngineTest {
  protected:
    struct Worker {
        std::vector<Job> jobs;
        int64_t refused = 0;
    };

    void take(Worker& worker) {
        for (Job& job : jobs("work", 1)) worker.jobs.push_back(std::move(job));
    }
    /// Each answer leaves a row, in the transaction that moves the procedure.
    void answer(Worker& worker) {
        for (const Job& job : worker.jobs) {
            try {
                write([&](db::Transaction& t) {
                    engine().complete_job(t, job, {});
                    t.execute("INSERT INTO effects (work) VALUES (?)", {job.work});
                });
            } catch (const Error& error) {
                EXPECT_TRUE(error.key() == "process.lease_lost" || error.key() == "process.work_not_open")
                    << error.key();
                ++worker.refused;
            }
        }
        worker.jobs.clear();
    }
    void act(Act what, const std::string& key) {
        switch (what) {
            case Act::a_takes:
                return take(first_);
            case Act::a_answers:
                return answer(first_);
            case Act::b_takes:
                return take(second_);
            case Act::b_answers:
                return answer(second_);
            case Act::timers:
                engine().run_due();
                return;
            case Act::sender:
                write([&](db::Transaction& t) { (void)engine().correlate(t, {"paid", key, {}, key, "bank"}); });
                return;
            case Act::lease_ends:
                clock.advance(std::chrono::minutes(2));
        }
    }
    /// Plays one order, then lets one worker finish what is left, and looks at the end.
    void play(const std::string& order) {
        const std::string key = "case-" + std::to_string(++played_);
        const int64_t instance = start(R"({"fired":0})", "p", key);
        for (const char one : order) act(static_cast<Act>(one), key);
        clock.advance(std::chrono::minutes(2));
        for (int i = 0; i < 3; ++i) {
            take(first_);
            answer(first_);
        }
        answer(second_);
        EXPECT_EQ(waiting(instance), "z") << order;
        EXPECT_EQ(variable(instance, "fired"), "1") << order;
        const InstanceView end = view(instance);
        EXPECT_EQ(end.tokens.size(), 1U) << order;
        std::map<std::string, int> done;
        for (const WorkView& one : end.work) {
            if (one.row.state == WorkState::done) ++done[one.row.element];
        }
        EXPECT_EQ(done, (std::map<std::string, int>{{"a", 1}, {"b", 1}, {"m", 1}, {"t", 1}})) << order;
        const auto effects = database().read_value([&](db::Transaction& t) {
            return t
                .query_one("SELECT COUNT(*) FROM effects e JOIN process_work w ON w.id = e.work WHERE w.instance = ?",
                           {instance})
                ->integer(0);
        });
        EXPECT_EQ(effects, 2) << order;
    }
    void prepare() {
        deploy(kModel);
        database().migrate("effects", "-- migration 1: effects\nCREATE TABLE effects (work BIGINT PRIMARY KEY);\n");
    }

    Worker first_;
    Worker second_;
    int64_t played_ = 0;
};
YICI_ON_BOTH_DATABASES(Interleavings);

bool in_order(const std::string& order) {
    return order.find('A') < order.find('a') && order.find('B') < order.find('b');
}

TEST_P(Interleavings, EveryOrderOfTwoWorkersEndsTheSame) {
    prepare();
    std::string order = "ABabmt";
    std::ranges::sort(order);
    int64_t orders = 0;
    do {
        if (!in_order(order)) continue;
        ++orders;
        play(order);
    } while (std::ranges::next_permutation(order).found && !HasFailure());
    EXPECT_EQ(orders, 180);
}

/// The lease of a slow worker ends at every possible moment: its late answer is refused where another has the job.
TEST_P(Interleavings, ALeaseThatEndsDoublesNothing) {
    prepare();
    std::string order = "ABBabx";
    std::ranges::sort(order);
    do {
        const bool late = order.find('A') < order.find('x') && order.find('x') < order.find('a');
        if (late && in_order(order)) play(order + "mt");
    } while (std::ranges::next_permutation(order).found && !HasFailure());
    EXPECT_GT(first_.refused + second_.refused, 0);
}

class Crowd : public test::EngineTest {};
YICI_ON_BOTH_DATABASES(Crowd);

/// Four workers at once on one database, each as its own program: each job's effect once, each timer once.
TEST_P(Crowd, WorkersShareTheLoadWithoutDoubleWork) {
    log::set_level("off");
    database().migrate("effects", "-- migration 1: effects\nCREATE TABLE effects (work BIGINT PRIMARY KEY);\n");
    deploy(kModel);
    constexpr int kInstances = 40;
    for (int i = 0; i < kInstances; ++i) start(R"({"fired":0})", "p", "case-" + std::to_string(i));
    std::atomic<int> answered = 0;
    const auto work = [&](int worker) {
        const auto mine = GetParam() == db::Dialect::postgresql ? db::open(url(), {.durable = false}) : nullptr;
        db::Database& database = mine ? *mine : this->database();
        Engine engine(Parts{database, clock, test::calendar(), nullptr, nullptr});
        while (answered < 2 * kInstances) {
            const auto jobs = db::write_locking_value(
                database, [&](db::Transaction& t) { return engine.take_jobs(t, "work", 3, std::chrono::hours(1)); });
            for (const Job& job : jobs) {
                db::write_locking(database, [&](db::Transaction& t) {
                    engine.complete_job(t, job, {});
                    t.execute("INSERT INTO effects (work) VALUES (?)", {job.work});
                });
                ++answered;
            }
            engine.run_due(5);
            if (worker == 0 && jobs.empty()) std::this_thread::yield();
        }
        while (engine.run_due(100) > 0) {
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; ++i) workers.emplace_back(work, i);
    for (std::thread& one : workers) one.join();
    EXPECT_EQ(answered, 2 * kInstances);
    for (int64_t instance = 1; instance <= kInstances; ++instance) {
        EXPECT_EQ(variable(instance, "fired"), "1");
        EXPECT_EQ(waiting(instance), "m");
    }
}

}  // namespace
}  // namespace yici::process
