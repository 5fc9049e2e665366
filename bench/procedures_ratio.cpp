#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "engines/process/engine.h"
#include "foundation/db/locking.h"

using namespace yici;

namespace {

constexpr int kTasks = 5;
constexpr int kRowsOfOne = 1 + kTasks + (1 + kTasks);  // instance, work, journal entries
constexpr int kAtOnce = 256;
constexpr int kThreads = 16;  // on a server: as many connections

/// start → five tasks of people → end.
std::string model() {
    std::string xml =
        R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yici="urn:yici:procedure:1">
        <process id="five" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>)";
    std::string before = "s";
    for (int i = 1; i <= kTasks + 1; ++i) {
        const std::string id = i > kTasks ? "e" : "step" + std::to_string(i);
        if (i <= kTasks)
            xml += "<userTask id=\"" + id + "\" yici:organisation=\"11330106MB1000184X\" yici:role=\"clerk\"/>";
        xml +=
            "<sequenceFlow id=\"f" + std::to_string(i) + "\" sourceRef=\"" + before + "\" targetRef=\"" + id + "\"/>";
        before = id;
    }
    return xml + "</process></definitions>";
}

using Moment = std::chrono::steady_clock::time_point;

double seconds_since(Moment begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct World {
    World(const std::string& url, const std::filesystem::path& folder)
        : calendar(codes::WorkingCalendar::load("packs/zhejiang/calendars", findings)),
          database(db::open(url, {.connections = kThreads})),
          journal(journal::Journal::open(folder / "journal", *database, *key, clock, {})),
          engine({*database, clock, calendar, nullptr, journal.get()}) {
        database->write([&](db::Transaction& t) { deployed = engine.deploy(t, model()).at(0).id; });
        database->migrate("bench",
                          "-- migration 1: rows\nCREATE TABLE control_rows (id {identity}, text TEXT NOT NULL);\n");
    }

    SystemClock clock;
    std::vector<Finding> findings;
    codes::WorkingCalendar calendar;
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<db::Database> database;
    std::unique_ptr<journal::Journal> journal;
    process::Engine engine;
    int64_t deployed = 0;
    bool serializable = false;  // on a server: as other writes do, to compare
};

int64_t start(World& world, db::Transaction& transaction, int64_t number) {
    process::Start request;
    request.process = "five";
    request.key = "case-" + std::to_string(number);
    request.variables.put("amount", feel::Value(feel::Number(number)));
    request.by = "window1";
    return world.engine.start(transaction, request);
}

/// The open task of an instance: what a screen's list would have handed to the clerk.
int64_t open_task(db::Transaction& transaction, int64_t instance) {
    return transaction.query_one("SELECT id FROM process_work WHERE instance = ? AND state = 0", {instance})
        ->integer(0);
}

/// Runs `work` for 0 … count-1 in transactions of their own: all handed in at once on SQLite, where they share commits;
/// by kThreads callers on a server. Microseconds that each took until it was durable.
std::vector<double> run_all(World& world, int count, const std::function<void(db::Transaction&, int)>& work) {
    std::vector<double> took(static_cast<size_t>(count));
    if (world.database->dialect() == db::Dialect::postgresql) {
        std::atomic<int> next = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back([&] {
                for (int one = next++; one < count; one = next++) {
                    const Moment begin = std::chrono::steady_clock::now();
                    const auto step = [&](db::Transaction& t) { work(t, one); };
                    if (world.serializable)
                        world.database->write(step);
                    else
                        db::write_locking(*world.database, step);
                    took[static_cast<size_t>(one)] = seconds_since(begin) * 1e6;
                }
            });
        }
        for (std::thread& one : threads) one.join();
        return took;
    }
    std::mutex mutex;
    std::condition_variable changed;
    int open = count;
    std::exception_ptr failed;
    for (int one = 0; one < count; ++one) {
        const Moment begin = std::chrono::steady_clock::now();
        world.database->write_later([&work, one](db::Transaction& t) { work(t, one); },
                                    [&, one, begin](const std::exception_ptr& failure) {
                                        const std::lock_guard lock(mutex);
                                        took[static_cast<size_t>(one)] = seconds_since(begin) * 1e6;
                                        if (failure) failed = failure;
                                        if (--open == 0) changed.notify_one();
                                    });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return open == 0; });
    if (failed) std::rethrow_exception(failed);
    return took;
}

/// The open task of each instance, as a list of tasks would show it; the lists are not what is measured.
std::vector<int64_t> open_tasks(World& world, const std::vector<int64_t>& instances) {
    return world.database->read_value([&](db::Transaction& t) {
        std::vector<int64_t> tasks;
        for (const int64_t instance : instances) tasks.push_back(open_task(t, instance));
        return tasks;
    });
}

/// kAtOnce instances from start to end; instances a second. `took` gathers each step's time.
double procedures(World& world, int64_t& number, std::vector<double>& took) {
    std::vector<int64_t> instances(kAtOnce);
    const int64_t first = number;
    number += kAtOnce;
    Moment begin = std::chrono::steady_clock::now();
    run_all(world, kAtOnce,
            [&](db::Transaction& t, int i) { instances[static_cast<size_t>(i)] = start(world, t, first + i); });
    double seconds = seconds_since(begin);
    for (int step = 1; step <= kTasks; ++step) {
        const std::vector<int64_t> tasks = open_tasks(world, instances);
        begin = std::chrono::steady_clock::now();
        const auto steps = run_all(world, kAtOnce, [&](db::Transaction& t, int i) {
            world.engine.complete(t, {tasks[static_cast<size_t>(i)], "clerk", {}});
        });
        seconds += seconds_since(begin);
        took.insert(took.end(), steps.begin(), steps.end());
    }
    return kAtOnce / seconds;
}

/// As many rows of about the same size in as many transactions.
double rows(World& world) {
    const std::string text(120, 'x');
    const Moment begin = std::chrono::steady_clock::now();
    for (int step = 0; step <= kTasks; ++step) {
        const int count = kRowsOfOne / (kTasks + 1);
        run_all(world, kAtOnce, [&](db::Transaction& t, int) {
            for (int row = 0; row < count; ++row) t.execute("INSERT INTO control_rows (text) VALUES (?)", {text});
        });
    }
    return kAtOnce / seconds_since(begin);
}

/// Steps one after another, so that each waits for the disk alone; microseconds of each.
std::vector<double> single_steps(World& world, int64_t& number, int count) {
    std::vector<double> took;
    for (int i = 0; i < count; i += kTasks) {
        const int64_t instance =
            world.database->write_value([&](db::Transaction& t) { return start(world, t, number++); });
        for (int step = 0; step < kTasks; ++step) {
            const int64_t task = world.database->read_value([&](db::Transaction& t) { return open_task(t, instance); });
            const Moment begin = std::chrono::steady_clock::now();
            db::write_locking(*world.database, [&](db::Transaction& t) {
                world.engine.complete(t, {task, "clerk", {}});
            });
            took.push_back(seconds_since(begin) * 1e6);
        }
    }
    return took;
}

/// Copies of one waiting instance, each with a task and a timer that is due next year.
void fill(World& world, int64_t count) {
    const int64_t original = world.database->write_value([&](db::Transaction& t) { return start(world, t, 0); });
    const int64_t far = std::chrono::duration_cast<std::chrono::microseconds>(
                            (world.clock.now() + std::chrono::days(365)).time_since_epoch())
                            .count();
    constexpr int64_t kBlock = 50'000;
    for (int64_t done = 0; done < count; done += kBlock) {
        const int64_t block = std::min(kBlock, count - done);
        world.database->write([&](db::Transaction& t) {
            const auto row = *t.query_one(
                "SELECT model, business_key, state, started_at, rule, tokens, variables FROM "
                "process_instances WHERE id = ?",
                {original});
            const auto work = *t.query_one(
                "SELECT element, owner, organisation, role FROM process_work WHERE instance = ?", {original});
            const int64_t highest = t.query_one("SELECT MAX(id) FROM process_instances")->integer(0);
            const std::vector<std::string> columns = {"model", "business_key", "state",    "started_at",
                                                      "rule",  "tokens",       "variables"};
            int64_t made = 0;
            t.bulk_load("process_instances", columns, [&](std::vector<db::Value>& values) {
                if (made == block) return false;
                values = {row.integer(0), "waiting-" + std::to_string(done + made),
                          row.integer(2), row.integer(3),
                          row.text(4),    row.text(5),
                          row.text(6)};
                return ++made, true;
            });
            const std::vector<std::string> of_work = {
                "instance", "model",   "element",   "owner",   "kind",     "state",        "created_at",
                "due_at",   "rule",    "reference", "key",     "assignee", "delegated_by", "organisation",
                "role",     "payload", "attempts",  "problem", "done_by"};
            int64_t next = 0;
            t.bulk_load("process_work", of_work, [&](std::vector<db::Value>& values) {
                if (next == 2 * block) return false;
                const bool timer = next % 2 == 1;
                const std::string none;
                values = {highest + 1 + next / 2,
                          row.integer(0),
                          work.text(0),
                          work.integer(1),
                          int64_t{timer ? 3 : 1},
                          int64_t{0},
                          row.integer(3),
                          timer ? db::Value(far + next) : db::Value(),
                          none,
                          none,
                          none,
                          none,
                          none,
                          timer ? none : work.text(2),
                          timer ? none : work.text(3),
                          none,
                          int64_t{0},
                          none,
                          none};
                return ++next, true;
            });
        });
    }
    if (world.database->dialect() == db::Dialect::postgresql) {
        world.database->write([](db::Transaction& t) { t.execute("ANALYZE process_work"); });
    }
}

double percentile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values.at(static_cast<size_t>(share * static_cast<double>(values.size() - 1)));
}

void print(const char* name, const std::vector<double>& values) {
    std::printf("\"%s\":[", name);
    for (size_t i = 0; i < values.size(); ++i) std::printf("%s%.1f", i == 0 ? "" : ",", values[i]);
    std::printf("]");
}

void measure_rate(World& world, int rounds) {
    std::vector<double> ours;
    std::vector<double> peer;
    std::vector<double> serializable;
    std::vector<double> took;
    int64_t number = 1;
    std::vector<double> unmeasured;
    (void)procedures(world, number, unmeasured);
    for (int round = 0; round < rounds; ++round) {
        if (round % 2 == 0) peer.push_back(rows(world));
        ours.push_back(procedures(world, number, took));
        if (round % 2 == 1) peer.push_back(rows(world));
        if (world.database->dialect() != db::Dialect::postgresql) continue;
        world.serializable = true;
        serializable.push_back(procedures(world, number, unmeasured));
        world.serializable = false;
    }
    const auto single = single_steps(world, number, 500);
    world.journal->flush();
    const int64_t ended = world.database->read_value([](db::Transaction& t) {
        return t.query_one("SELECT COUNT(*) FROM process_instances WHERE state = 1")->integer(0);
    });
    if (ended != number - 1 || world.journal->size() != static_cast<uint64_t>(ended) * (kTasks + 1)) {
        throw std::runtime_error("procedures or entries are missing");
    }
    std::printf("{");
    print("ours", ours);
    std::printf(",");
    print("peer", peer);
    std::printf(",");
    print("serializable", serializable);
    std::printf(",\"step_p50_us\":%.0f,\"step_p99_us\":%.0f,\"single_p50_us\":%.0f,\"single_p99_us\":%.0f}\n",
                percentile(took, 0.5), percentile(took, 0.99), percentile(single, 0.5), percentile(single, 0.99));
}

/// The same steps, and a look for due timers, beside few waiting instances and beside many.
void measure_waiting(World& world, int64_t few, int64_t many) {
    int64_t number = 1;
    std::vector<double> ignored;
    std::printf("{");
    int64_t there = 0;
    for (const int64_t waiting : {few, many}) {
        fill(world, waiting - there);
        there = waiting;
        (void)procedures(world, number, ignored);
        std::vector<double> rates;
        for (int round = 0; round < 5; ++round) rates.push_back(procedures(world, number, ignored));
        std::vector<double> looks;
        for (int i = 0; i < 50; ++i) {
            const Moment begin = std::chrono::steady_clock::now();
            if (world.engine.run_due() != 0) throw std::runtime_error("a timer fired too early");
            looks.push_back(seconds_since(begin) * 1e6);
        }
        if (waiting == many) std::printf(",");
        print(waiting == few ? "few" : "many", rates);
        std::printf(",\"%s_due_us\":%.0f", waiting == few ? "few" : "many", percentile(looks, 0.5));
    }
    std::printf("}\n");
}

}  // namespace

/// procedures_ratio FOLDER rate [URL]: instances a second of a five-step procedure, durable with journal, against bare
/// inserts of as many rows in as many transactions; rounds alternate. procedures_ratio FOLDER waiting FEW MANY [URL]:
/// the same rates beside FEW and MANY waiting instances. From the repository's root; prints JSON. URL: SQLite in
/// FOLDER.
int main(int count, char** arguments) {
    if (count < 3) return 2;
    try {
        const std::filesystem::path folder = arguments[1];
        const bool rate = std::string(arguments[2]) == "rate";
        std::filesystem::create_directories(folder);
        const int place = rate ? 3 : 5;
        World world(count > place ? arguments[place] : "sqlite:" + (folder / "procedures.db").string(), folder);
        if (rate)
            measure_rate(world, 7);
        else
            measure_waiting(world, std::atoll(arguments[3]), std::atoll(arguments[4]));
        return 0;
    } catch (const std::exception& mistake) {
        std::fprintf(stderr, "%s\n", mistake.what());
        return 1;
    }
}
