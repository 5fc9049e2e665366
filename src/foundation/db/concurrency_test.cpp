#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

#include "foundation/base/error.h"
#include "foundation/db/database.h"
#include "support/databases.h"

namespace yici::db {

namespace {

class ConcurrencyTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        database().migrate("counters", R"(
-- migration 1: counters
CREATE TABLE counters (name TEXT PRIMARY KEY, n BIGINT NOT NULL);
CREATE TABLE marks (id BIGINT PRIMARY KEY);
)");
        database().write([](Transaction& tx) { tx.execute("INSERT INTO counters (name, n) VALUES ('a', 0)"); });
    }
    int64_t counter() {
        return database().read_value(
            [](Transaction& tx) { return tx.query_one("SELECT n FROM counters WHERE name = ?", {"a"})->integer(0); });
    }
    static void mark(Transaction& tx, int64_t id) { tx.execute("INSERT INTO marks (id) VALUES (?)", {id}); }
    std::vector<int64_t> marks() {
        return database().read_value([](Transaction& tx) {
            std::vector<int64_t> ids;
            tx.query_each("SELECT id FROM marks ORDER BY id", {}, [&](const Row& row) {
                ids.push_back(row.integer(0));
                return true;
            });
            return ids;
        });
    }
};
YICI_ON_BOTH_DATABASES(ConcurrencyTest);

class SqliteBatchTest : public ConcurrencyTest {};
YICI_ON_SQLITE(SqliteBatchTest);

/// Holds the writer's thread inside a transaction, so that what is queued meanwhile becomes one batch.
class Gate {
  public:
    explicit Gate(Database& database) {
        std::promise<void> entered;
        auto inside = entered.get_future();
        auto opened = open_.get_future().share();
        auto entered_once = std::make_shared<std::promise<void>>(std::move(entered));
        database.write_later(
            [entered_once, opened](Transaction&) {
                entered_once->set_value();
                opened.wait();
            },
            [](const std::exception_ptr&) {});
        inside.wait();
    }
    void open() { open_.set_value(); }

  private:
    std::promise<void> open_;
};

}  // namespace

/// Writes its items into table marks, and counts how often it was asked to.
class Marks final : public Gathering, public std::enable_shared_from_this<Marks> {
  public:
    void write(Transaction& transaction, std::span<const std::string> items) override {
        ++calls;
        for (const std::string& item : items) {
            transaction.execute("INSERT INTO marks (id) VALUES (?)", {parse_integer(item).value()});
        }
        // It runs when the writers have been told already, so it keeps alive what it touches.
        transaction.after_commit([self = shared_from_this()] { ++self->commits; });
    }
    std::atomic<int> calls = 0;
    std::atomic<int> commits = 0;
};

TEST_P(ConcurrencyTest, WhatWasGatheredIsWrittenWithItsTransactionOrNotAtAll) {
    const auto gathering = std::make_shared<Marks>();
    database().write([&](Transaction& tx) {
        tx.gather(gathering, "1");
        tx.gather(gathering, "2");
    });
    EXPECT_EQ(gathering->calls, 1);
    EXPECT_THROW(database().write([&](Transaction& tx) {
        tx.gather(gathering, "3");
        throw Error(ErrorKind::conflict, "test.refused");
    }),
                 Error);
    // Two items of one key: the commit cannot be, so neither is its writer's own work.
    EXPECT_THROW(database().write([&](Transaction& tx) {
        mark(tx, 5);
        tx.gather(gathering, "4");
        tx.gather(gathering, "4");
    }),
                 Error);
    EXPECT_THAT(marks(), testing::ElementsAre(1, 2));
    EXPECT_EQ(gathering->commits, 1);
}

TEST_P(SqliteBatchTest, AFailureAfterWritingTakesNeitherTheWorkNorTheItemsOfItsNeighbours) {
    const auto gathering = std::make_shared<Marks>();
    std::atomic<int> failures = 0;
    std::promise<void> last;
    {
        Gate gate(database());
        for (int i = 1; i <= 5; ++i) {
            database().write_later(
                [&, i](Transaction& tx) {
                    mark(tx, i);
                    tx.gather(gathering, std::to_string(i * 10));
                    if (i == 2 || i == 4) throw Error(ErrorKind::conflict, "test.refused");
                },
                [&, i](const std::exception_ptr& failure) {
                    if (failure) ++failures;
                    if (i == 5) last.set_value();
                });
        }
        gate.open();
    }
    last.get_future().wait();
    EXPECT_EQ(failures, 2);
    EXPECT_THAT(marks(), testing::ElementsAre(1, 3, 5, 10, 30, 50));
    EXPECT_EQ(gathering->calls, 1);
}

TEST_P(ConcurrencyTest, ManyThreadsThatReadThenWriteLoseNothing) {
    constexpr int kThreads = 8;
    const int each = GetParam() == Dialect::sqlite ? 200 : 25;
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < each; ++i) {
                database().write([](Transaction& tx) {
                    const int64_t n = tx.query_one("SELECT n FROM counters WHERE name = ?", {"a"})->integer(0);
                    tx.execute("UPDATE counters SET n = ? WHERE name = ?", {n + 1, "a"});
                });
            }
        });
    }
    threads.clear();
    EXPECT_EQ(counter(), kThreads * each);
}

TEST_P(ConcurrencyTest, LaterWritersAreAllDoneOnceEach) {
    constexpr int kWriters = 500;
    std::atomic<int> done = 0;
    std::atomic<int> failed = 0;
    for (int i = 0; i < kWriters; ++i) {
        database().write_later(
            [i](Transaction& tx) {
                if (i % 10 == 3) throw std::runtime_error("every tenth");
                mark(tx, i);
            },
            [&](const std::exception_ptr& failure) { ++(failure ? failed : done); });
    }
    close();  // finishes what waits
    EXPECT_EQ(done, kWriters - kWriters / 10);
    EXPECT_EQ(failed, kWriters / 10);
    EXPECT_EQ(marks().size(), static_cast<size_t>(done));
}

TEST_P(ConcurrencyTest, AFullQueueIsBusy) {
    Database& small = reopen({.connections = 2, .durable = false, .queue_limit = 2});
    Gate gate(small);
    const auto nothing = [](const std::exception_ptr&) {};
    small.write_later([](Transaction& tx) { mark(tx, 1); }, nothing);
    small.write_later([](Transaction& tx) { mark(tx, 2); }, nothing);
    EXPECT_THROW(small.write_later([](Transaction& tx) { mark(tx, 3); }, nothing), Error);
    gate.open();
    close();
    EXPECT_THAT(marks(), ::testing::ElementsAre(1, 2));
}

TEST_P(ConcurrencyTest, ReadersGoOnWhileSomebodyWrites) {
    Gate gate(database());
    EXPECT_EQ(counter(), 0);
    gate.open();
}

TEST_P(SqliteBatchTest, AFailingWriterOfABatchLeavesItsNeighboursAlone) {
    std::vector<std::string> results(5);
    std::vector<int> committed;
    Gate gate(database());
    for (int i = 0; i < 5; ++i) {
        database().write_later(
            [i, &committed](Transaction& tx) {
                mark(tx, i);
                tx.after_commit([i, &committed] { committed.push_back(i); });
                if (i == 1) mark(tx, 0);                  // a constraint
                if (i == 2) throw std::logic_error("2");  // the work's own mind
            },
            [i, &results](const std::exception_ptr& failure) {
                results[static_cast<size_t>(i)] = failure ? "failed" : "done";
            });
    }
    gate.open();
    close();
    EXPECT_THAT(results, ::testing::ElementsAre("done", "failed", "failed", "done", "done"));
    EXPECT_THAT(marks(), ::testing::ElementsAre(0, 3, 4));
    EXPECT_THAT(committed, ::testing::ElementsAre(0, 3, 4));
}

TEST_P(SqliteBatchTest, AStatementThatTakesTheWholeTransactionFailsItsOwnWriterAlone) {
    reopen({.durable = false, .statement_timeout_ms = 200});
    std::string endless;
    int runs = 0;
    Gate gate(database());
    database().write_later(
        [&](Transaction& tx) {
            ++runs;
            mark(tx, 1);
        },
        [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
    database().write_later(
        [](Transaction& tx) {
            tx.execute(
                "INSERT INTO marks (id) WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n) "
                "SELECT i FROM n WHERE i < 0");
        },
        [&](const std::exception_ptr& failure) {
            try {
                std::rethrow_exception(failure);
            } catch (const Error& error) {
                endless = error.key();
            }
        });
    database().write_later([](Transaction& tx) { mark(tx, 3); },
                           [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
    gate.open();
    close();
    EXPECT_EQ(endless, "db.timed_out");
    EXPECT_THAT(marks(), ::testing::ElementsAre(1, 3));
    EXPECT_EQ(runs, 2) << "the neighbour's work was lost with the transaction and ran again";
}

TEST_P(ConcurrencyTest, AStatementHasATimeLimitInAReadToo) {
    reopen({.durable = false, .statement_timeout_ms = 200});
    try {
        database().read([](Transaction& tx) {
            tx.query("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n");
        });
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "db.timed_out");
        EXPECT_EQ(error.kind(), ErrorKind::timed_out);
    }
    EXPECT_EQ(counter(), 0);
}

TEST_P(ConcurrencyTest, EveryConnectionInUseIsBusyAndThenFreeAgain) {
    Database& one = reopen({.connections = 1, .durable = false, .statement_timeout_ms = 100});
    one.read([&](Transaction&) { EXPECT_THROW(one.read([](Transaction&) {}), Error); });
    EXPECT_EQ(counter(), 0);
}

}  // namespace yici::db
