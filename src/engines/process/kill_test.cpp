#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <set>

#include "engines/process/engine.h"
#include "engines/process/test_engine.h"
#include "foundation/base/log.h"

namespace yici::process {
namespace {

using test::bpmn;
using test::flows;
using test::users;

const std::string kModel = bpmn(
    R"(<startEvent id="s"/><endEvent id="e"/><parallelGateway id="f"/><parallelGateway id="j"/>
    <scriptTask id="count" yici:result="n"><script>n + 1</script></scriptTask><serviceTask id="job" yici:job="work"/>
    <intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT0S</timeDuration></timerEventDefinition>
    </intermediateCatchEvent><scriptTask id="tick" yici:result="ticks"><script>ticks + 1</script></scriptTask>)" +
    users("a b") + flows("s>a>count>f; f>job>j; f>t>tick>j; j>b>e"));
constexpr size_t kEntriesOfOne = 5;  // started, a completed, job done, timer fired, b completed

/// Moves procedures as far as they go, as a program's workers do; says each durable step.
class Worker {
  public:
    Worker(db::Database& database, journal::Journal& journal, const Clock& clock)
        : database_(database), engine_(Parts{database, clock, test::calendar(), nullptr, &journal}) {}

    int64_t start() {
        return database_.write_value([&](db::Transaction& t) {
            Start request;
            request.process = "p";
            request.variables = test::context(R"({"n":0,"ticks":0})");
            request.by = "window1";
            return engine_.start(t, request);
        });
    }
    /// Completes up to `limit` tasks; their ids.
    std::vector<int64_t> tasks(int64_t limit) {
        const auto open = database_.read_value([&](db::Transaction& t) { return engine_.tasks(t, "", "", 0, limit); });
        std::vector<int64_t> done;
        for (const WorkView& one : open) {
            database_.write([&](db::Transaction& t) { engine_.complete(t, {one.row.id, "li", {}}); });
            done.push_back(one.row.id);
        }
        return done;
    }
    std::vector<int64_t> jobs(int64_t limit) {
        const auto taken = database_.write_value(
            [&](db::Transaction& t) { return engine_.take_jobs(t, "work", limit, std::chrono::seconds(0)); });
        std::vector<int64_t> done;
        for (const Job& job : taken) {
            database_.write([&](db::Transaction& t) {
                engine_.complete_job(t, job, {});
                t.execute("INSERT INTO effects (work) VALUES (?)", {job.work});
            });
            done.push_back(job.work);
        }
        return done;
    }
    Engine& engine() { return engine_; }

  private:
    db::Database& database_;
    Engine engine_;
};

class KillTest : public yici::test::DatabaseTest {
  protected:
    std::filesystem::path journal_folder() { return folder().path() / "journal"; }

    [[noreturn]] void work_for_ever(const std::string& address, int pipe) {
        const auto say = [&](char kind, int64_t id) {
            const std::string line = kind + std::to_string(id) + "\n";
            (void)!::write(pipe, line.data(), line.size());
        };
        const auto database = db::open(address, {.durable = false});
        const auto journal = journal::Journal::open(journal_folder(), *database, *key_, clock_, {});
        Worker worker(*database, *journal, clock_);
        for (;;) {
            say('i', worker.start());
            for (const int64_t id : worker.tasks(3)) say('w', id);
            for (const int64_t id : worker.jobs(3)) say('w', id);
            worker.engine().run_due(3);
        }
    }
    /// Lines that the child said were durable; it is killed when `bytes` of them have come.
    std::vector<std::string> run_and_kill(const std::string& address, size_t bytes) {
        std::array<int, 2> pipe{};
        EXPECT_EQ(::pipe(pipe.data()), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(pipe[0]);
            work_for_ever(address, pipe[1]);
        }
        ::close(pipe[1]);
        std::string got;
        std::array<char, 256> buffer{};
        bool killed = false;
        for (;;) {
            const auto count = ::read(pipe[0], buffer.data(), killed ? buffer.size() : 16);
            if (count <= 0) break;
            got.append(buffer.data(), static_cast<size_t>(count));
            if (killed || got.size() < bytes) continue;
            ::kill(child, SIGKILL);
            killed = true;
        }
        ::close(pipe[0]);
        ::waitpid(child, nullptr, 0);
        std::vector<std::string> lines;
        for (const auto part : split(got, '\n')) lines.emplace_back(part);
        lines.pop_back();
        return lines;
    }

    ManualClock clock_{test::kStart};
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
};
YICI_ON_BOTH_DATABASES(KillTest);

/// No token lost or doubled, no effect twice, every timer once, every step with its journal entry.
TEST_P(KillTest, LosesAndDoublesNothing) {
    log::set_level("off");
    const std::string address = url();
    {
        const auto database = db::open(address, {.durable = false});
        const auto journal = journal::Journal::open(journal_folder(), *database, *key_, clock_, {});
        Worker worker(*database, *journal, clock_);
        database->migrate("effects", "-- migration 1: effects\nCREATE TABLE effects (work BIGINT PRIMARY KEY);\n");
        database->write([&](db::Transaction& t) { worker.engine().deploy(t, kModel); });
    }
    SeededRandom random(2018);
    std::vector<std::string> said;
    for (int round = 0; round < 10; ++round) {
        const auto lines = run_and_kill(address, 1 + random.below(500));
        said.insert(said.end(), lines.begin(), lines.end());
    }
    const auto database = db::open(address, {.durable = false});
    const auto journal = journal::Journal::open(journal_folder(), *database, *key_, clock_, {});
    Worker worker(*database, *journal, clock_);
    database->read([&](db::Transaction& t) {
        for (const std::string& line : said) {
            const int64_t id = *parse_integer(line.substr(1));
            const char* table = line[0] == 'i' ? "SELECT 1 FROM process_instances WHERE id = ?"
                                               : "SELECT 1 FROM process_work WHERE id = ? AND state = 1";
            EXPECT_TRUE(t.query_one(table, {id})) << line << " was said to be durable";
        }
    });
    for (int i = 0; i < 10'000; ++i) {
        if (worker.tasks(100).size() + worker.jobs(100).size() + static_cast<size_t>(worker.engine().run_due()) == 0)
            break;
    }
    const auto count = [&](const char* sql) {
        return database->read_value([&](db::Transaction& t) { return t.query_one(sql)->integer(0); });
    };
    const int64_t instances = count("SELECT COUNT(*) FROM process_instances");
    EXPECT_GT(instances, 10);
    EXPECT_EQ(count("SELECT COUNT(*) FROM process_instances WHERE state = 1"), instances) << "all have ended";
    EXPECT_EQ(count("SELECT COUNT(*) FROM process_work WHERE state = 1"), 4 * instances);
    EXPECT_EQ(count("SELECT COUNT(*) FROM process_work"), 4 * instances);
    EXPECT_EQ(count("SELECT COUNT(*) FROM effects"), instances);
    EXPECT_EQ(count(R"(SELECT COUNT(*) FROM process_instances WHERE variables LIKE '%"n":1,"ticks":1%')"), instances);
    journal->flush();
    EXPECT_EQ(journal->size(), static_cast<uint64_t>(instances) * kEntriesOfOne);
}

}  // namespace
}  // namespace yici::process
