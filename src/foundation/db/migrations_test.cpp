#include <gmock/gmock.h>

#include <thread>

#include "foundation/base/error.h"
#include "foundation/db/database.h"
#include "support/databases.h"

namespace yici::db {

namespace {

constexpr std::string_view kFirst =
    "-- the room's tables\n-- migration 1: a\nCREATE TABLE a (id {identity}, x TEXT);\n";
constexpr std::string_view kSecond =
    "-- migration 2: b; more\nALTER TABLE a ADD COLUMN y BIGINT; INSERT INTO a (x) VALUES ('?');\n";

class MigrationsTest : public test::DatabaseTest {
  protected:
    std::string key_of(const std::string& script) {
        try {
            database().migrate("room", script);
        } catch (const Error& error) {
            return error.key();
        }
        return "no error";
    }
    int64_t rows() {
        return database().read_value(
            [](Transaction& tx) { return tx.query_one("SELECT COUNT(*) FROM a")->integer(0); });
    }
    const std::string first{kFirst};
    const std::string both = std::string(kFirst) + std::string(kSecond);
};
YICI_ON_BOTH_DATABASES(MigrationsTest);

}  // namespace

TEST_P(MigrationsTest, EachPartRunsOnce) {
    EXPECT_EQ(key_of(first), "no error");
    EXPECT_EQ(rows(), 0);
    EXPECT_EQ(key_of(both), "no error");
    EXPECT_EQ(rows(), 1);
    EXPECT_EQ(key_of(both), "no error");
    reopen();
    EXPECT_EQ(key_of(both + "\n\n"), "no error") << "blank lines at the end are no change";
    EXPECT_EQ(rows(), 1);
}

TEST_P(MigrationsTest, ALineCanBeForPostgresqlAlone) {
    EXPECT_EQ(
        key_of(first + "-- migration 2: b\n{postgresql} INSERT INTO a (x) VALUES ('1');\nINSERT INTO a (x) VALUES "
                       "('2');\n"),
        "no error");
    EXPECT_EQ(rows(), database().dialect() == Dialect::postgresql ? 2 : 1);
    EXPECT_EQ(key_of(first + "-- migration 2: b\n{postgresql} INSERT INTO a (x) VALUES ('1');"),
              "db.migration_changed");
}

TEST_P(MigrationsTest, APartTakesAsLongAsItTakes) {
    reopen({.durable = false, .statement_timeout_ms = 100});
    EXPECT_EQ(key_of(first + "-- migration 2: b\n{postgresql} DO 'BEGIN PERFORM pg_sleep(0.3); END';\n"), "no error");
    EXPECT_EQ(rows(), 0);
}

TEST_P(MigrationsTest, RoomsCountForThemselves) {
    EXPECT_EQ(key_of(both), "no error");
    database().migrate("other", "-- migration 1: c\nCREATE TABLE c (id {identity});");
    EXPECT_EQ(key_of(both), "no error");
}

TEST_P(MigrationsTest, AChangedPartIsRefused) {
    EXPECT_EQ(key_of(both), "no error");
    std::string changed = both;
    changed.replace(changed.find("x TEXT"), 6, "z TEXT");
    EXPECT_EQ(key_of(changed), "db.migration_changed");
}

TEST_P(MigrationsTest, ANewerDatabaseIsRefused) {
    EXPECT_EQ(key_of(both), "no error");
    EXPECT_EQ(key_of(first), "db.migration_missing");
}

TEST_P(MigrationsTest, AFailingPartLeavesNothingBehindAndCanBeMended) {
    EXPECT_EQ(key_of(first + "-- migration 2: b\nCREATE TABLE b (id BIGINT); CREATE TABEL c (id BIGINT);"),
              "db.failed");
    EXPECT_EQ(key_of(first + "-- migration 2: b\nCREATE TABLE b (id BIGINT);"), "no error");
}

TEST_P(MigrationsTest, AMalformedScriptIsOurMistake) {
    EXPECT_EQ(key_of("CREATE TABLE a (id BIGINT);"), "base.internal");
    EXPECT_EQ(key_of("-- migration 2: a\nCREATE TABLE a (id BIGINT);"), "base.internal");
    EXPECT_EQ(key_of("-- migration one: a\nCREATE TABLE a (id BIGINT);"), "base.internal");
}

TEST_P(MigrationsTest, TwoProgramsMayMigrateAtOnce) {
    for (int round = 0; round < 5; ++round) {
        const std::string room = "room" + std::to_string(round);
        std::string script("-- migration 1: a\nCREATE TABLE ");
        script.append(room).append("_a (id BIGINT);\n-- migration 2: b\nCREATE TABLE ").append(room);
        script.append("_b (id BIGINT);");
        const auto other = open(url(), {.durable = false});
        std::jthread thread([&] { other->migrate(room, script); });
        database().migrate(room, script);
        thread.join();
        EXPECT_EQ(
            database().read_value([&](Transaction& tx) { return tx.query("SELECT id FROM " + room + "_b").size(); }),
            0u);
    }
}

TEST_P(MigrationsTest, BulkLoadTakesAHundredThousandRows) {
    EXPECT_EQ(
        key_of("-- migration 1: b\nCREATE TABLE b (id BIGINT PRIMARY KEY, t TEXT, d DOUBLE PRECISION, x {bytes});"),
        "no error");
    constexpr int64_t kRows = 100'000;
    const std::vector<std::string> columns = {"id", "t", "d", "x"};
    const std::string awkward = "tab\t line\n back\\slash \\N \r 王";
    database().write([&](Transaction& tx) {
        int64_t next = 0;
        const int64_t loaded = tx.bulk_load("b", columns, [&](std::vector<Value>& row) {
            if (next == kRows) return false;
            row.assign({Value(next), Value(), Value(), Value()});
            if (next % 2 == 0) row = {next, awkward, 0.5 * static_cast<double>(next), Bytes{0, '\\', 0xff}};
            ++next;
            return true;
        });
        EXPECT_EQ(loaded, kRows);
    });
    database().read([&](Transaction& tx) {
        const auto sums = tx.query_one("SELECT COUNT(*), SUM(id), COUNT(t), SUM(d) FROM b");
        EXPECT_EQ(sums->integer(0), kRows);
        EXPECT_EQ(sums->integer(1), kRows * (kRows - 1) / 2);
        EXPECT_EQ(sums->integer(2), kRows / 2);
        const auto row = tx.query_one("SELECT t, d, x FROM b WHERE id = 99998");
        EXPECT_EQ(row->text(0), awkward);
        EXPECT_EQ(row->number(1), 49999.0);
        EXPECT_EQ(row->bytes(2), (Bytes{0, '\\', 0xff}));
        int64_t seen = 0;
        tx.query_each("SELECT id FROM b ORDER BY id", {}, [&](const Row& each) {
            EXPECT_EQ(each.integer(0), seen);
            return ++seen < kRows;
        });
        EXPECT_EQ(seen, kRows);
    });
}

TEST_P(MigrationsTest, ABulkLoadThatFailsLeavesNothing) {
    EXPECT_EQ(key_of("-- migration 1: b\nCREATE TABLE b (id BIGINT PRIMARY KEY);"), "no error");
    const std::vector<std::string> columns = {"id"};
    const auto load = [&](const std::function<bool(int64_t, std::vector<Value>&)>& fill) {
        database().write([&](Transaction& tx) {
            int64_t n = 0;
            tx.bulk_load("b", columns, [&](std::vector<Value>& row) { return fill(n++, row); });
        });
    };
    EXPECT_THROW(load([](int64_t n, std::vector<Value>& row) {
                     if (n == 1000) throw std::logic_error("bad line");
                     row = {n};
                     return true;
                 }),
                 std::logic_error);
    EXPECT_THROW(load([](int64_t n, std::vector<Value>& row) {
                     row = {int64_t{7}};
                     return n < 2;
                 }),
                 Error);
    EXPECT_EQ(database().read_value([](Transaction& tx) { return tx.query("SELECT id FROM b").size(); }), 0u);
}

}  // namespace yici::db
