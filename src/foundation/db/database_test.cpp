#include "foundation/db/database.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <limits>
#include <thread>

#include "foundation/base/error.h"
#include "support/databases.h"

namespace yici::db {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DatabaseTest : public test::DatabaseTest {
  protected:
    /// people(id, name unique, age >= 0) and counters(name, n).
    void make_tables() {
        database().migrate("people", R"(
-- migration 1: tables
CREATE TABLE people (id {identity}, name TEXT NOT NULL CONSTRAINT people_name UNIQUE,
                     age BIGINT CONSTRAINT people_age CHECK (age >= 0));
CREATE TABLE counters (name TEXT PRIMARY KEY, n BIGINT NOT NULL) {without_rowid};
)");
    }
    int64_t count_people() {
        return database().read_value(
            [](Transaction& tx) { return tx.query_one("SELECT COUNT(*) FROM people")->integer(0); });
    }
    static void add(Transaction& tx, const std::string& name) {
        tx.execute("INSERT INTO people (name) VALUES (?)", {name});
    }
};
YICI_ON_BOTH_DATABASES(DatabaseTest);

template <typename Action>
std::string key_of(Action&& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return "no error";
}

}  // namespace

TEST_P(DatabaseTest, ValuesComeBackAsTheyWere) {
    database().migrate("v",
                       "-- migration 1: v\nCREATE TABLE v (k BIGINT PRIMARY KEY, i BIGINT, d DOUBLE PRECISION, "
                       "t TEXT, b {bytes});");
    const std::string text = std::string("王小明 𠮷 😀 '\"\\ ? $1 \t\n\r") + "\xF0\xA0\x9C\x8E";
    const Bytes bytes = {0, 1, '\\', '\'', 0xff, 0, '\n'};
    const int64_t most = std::numeric_limits<int64_t>::max();
    const int64_t least = std::numeric_limits<int64_t>::min();
    database().write([&](Transaction& tx) {
        const char* insert = "INSERT INTO v (k, i, d, t, b) VALUES (?, ?, ?, ?, ?)";
        tx.execute(insert, {int64_t{1}, most, 0.1, text, bytes});
        tx.execute(insert, {int64_t{2}, least, -1.7976931348623157e308, std::string(), Bytes()});
        tx.execute(insert, {int64_t{3}, {}, {}, {}, {}});
        tx.execute(insert, {int64_t{4}, int64_t{0}, 5e-324, std::string(70'000, 'x'), Bytes(70'000, 0)});
        tx.execute(insert, {int64_t{5}, int64_t{-1}, 2.0, std::string("NULL"), Bytes{'\\', 'x'}});
    });
    const auto rows =
        database().read_value([](Transaction& tx) { return tx.query("SELECT i, d, t, b FROM v ORDER BY k"); });
    ASSERT_EQ(rows.size(), 5u);
    EXPECT_EQ(rows[0].integer(0), most);
    EXPECT_EQ(rows[0].number(1), 0.1);
    EXPECT_EQ(rows[0].text(2), text);
    EXPECT_EQ(rows[0].bytes(3), bytes);
    EXPECT_EQ(rows[1].integer(0), least);
    EXPECT_EQ(rows[1].number(1), -1.7976931348623157e308);
    EXPECT_EQ(rows[1].text(2), "");
    EXPECT_EQ(rows[1].bytes(3), Bytes());
    for (size_t column = 0; column < 4; ++column) EXPECT_TRUE(rows[2].is_null(column));
    EXPECT_EQ(rows[2].integer_or_none(0), std::nullopt);
    EXPECT_EQ(rows[2].text_or_none(2), std::nullopt);
    EXPECT_EQ(rows[3].number(1), 5e-324);
    EXPECT_EQ(rows[3].text(2).size(), 70'000u);
    EXPECT_EQ(rows[3].bytes(3), Bytes(70'000, 0));
    EXPECT_EQ(rows[4].number(1), 2.0);
    EXPECT_EQ(rows[4].text(2), "NULL");
    EXPECT_EQ(rows[4].bytes(3), (Bytes{'\\', 'x'}));
    EXPECT_EQ(key_of([&] { (void)rows[0].integer(2); }), "base.internal");
    EXPECT_EQ(key_of([&] { (void)rows[0].text(4); }), "base.internal");
}

TEST_P(DatabaseTest, SumsAndCountsAreIntegersAndAveragesNumbers) {
    make_tables();
    database().write([](Transaction& tx) {
        tx.execute("INSERT INTO people (name, age) VALUES ('a', 3), ('b', 4)");
        const auto row = tx.query_one("SELECT COUNT(*), SUM(age), AVG(age), MAX(name) FROM people");
        EXPECT_EQ(row->integer(0), 2);
        EXPECT_EQ(row->integer(1), 7);
        EXPECT_EQ(row->number(2), 3.5);
        EXPECT_EQ(row->text(3), "b");
    });
}

TEST_P(DatabaseTest, ExecuteCountsRowsAndReturningGivesThem) {
    make_tables();
    database().write([](Transaction& tx) {
        const auto first = tx.query_one("INSERT INTO people (name) VALUES (?) RETURNING id", {"a"})->integer(0);
        const auto second = tx.query_one("INSERT INTO people (name) VALUES (?) RETURNING id", {"b"})->integer(0);
        EXPECT_GT(second, first);
        EXPECT_EQ(tx.execute("UPDATE people SET age = ?", {int64_t{7}}), 2);
        EXPECT_EQ(tx.execute("UPDATE people SET age = 1 WHERE name = 'nobody'"), 0);
        EXPECT_EQ(tx.execute("INSERT INTO people (name) VALUES ('a') ON CONFLICT (name) DO NOTHING"), 0);
        EXPECT_EQ(tx.execute("INSERT INTO people (name, age) VALUES ('a', 9) ON CONFLICT (name) DO UPDATE SET age = "
                             "excluded.age"),
                  1);
        EXPECT_EQ(tx.execute("DELETE FROM people WHERE id = ?", {second}), 1);
        const auto third = tx.query_one("INSERT INTO people (name) VALUES (?) RETURNING id", {"c"})->integer(0);
        EXPECT_GT(third, second) << "a number is never used again";
    });
}

TEST_P(DatabaseTest, QuestionMarksInQuotesAreText) {
    database().write([](Transaction& tx) {
        const auto row = tx.query_one("SELECT '?', 'it''s ?', CAST(? AS TEXT) AS \"what?\" -- ?", {"x"});
        EXPECT_EQ(row->text(0), "?");
        EXPECT_EQ(row->text(1), "it's ?");
        EXPECT_EQ(row->text(2), "x");
    });
}

TEST_P(DatabaseTest, LikeMindsCase) {
    make_tables();
    database().write([](Transaction& tx) {
        add(tx, "Anna");
        EXPECT_EQ(tx.query("SELECT id FROM people WHERE name LIKE 'a%'").size(), 0u);
        EXPECT_EQ(tx.query("SELECT id FROM people WHERE name LIKE 'A%'").size(), 1u);
    });
}

TEST_P(DatabaseTest, AnExceptionRollsBackAndComesOut) {
    make_tables();
    EXPECT_THROW(database().write([](Transaction& tx) {
        add(tx, "a");
        throw std::logic_error("stop");
    }),
                 std::logic_error);
    EXPECT_EQ(count_people(), 0);
}

TEST_P(DatabaseTest, ConstraintsAreNamed) {
    make_tables();
    database().write([](Transaction& tx) { add(tx, "a"); });
    const auto detail_of = [&](const std::string& sql) -> std::string {
        try {
            database().write([&](Transaction& tx) { tx.execute(sql); });
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::conflict);
            EXPECT_EQ(error.key(), "db.constraint");
            return error.detail();
        }
        return "no error";
    };
    EXPECT_EQ(detail_of("INSERT INTO people (name, age) VALUES ('b', -1)"), "people_age");
    EXPECT_EQ(detail_of("INSERT INTO people (age) VALUES (1)"), "people.name");
    EXPECT_EQ(detail_of("INSERT INTO people (name) VALUES ('a')"),
              GetParam() == Dialect::sqlite ? "people.name" : "people_name");
}

TEST_P(DatabaseTest, AForeignKeyThatIsCheckedLateFailsItsOwnWriterAlone) {
    database().migrate("f", R"(
-- migration 1: f
CREATE TABLE parents (id BIGINT PRIMARY KEY);
CREATE TABLE children (id BIGINT PRIMARY KEY,
                       parent BIGINT NOT NULL REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);
)");
    EXPECT_EQ(
        key_of([&] { database().write([](Transaction& tx) { tx.execute("INSERT INTO children VALUES (1, 1)"); }); }),
        "db.constraint");
    database().write([](Transaction& tx) {
        tx.execute("INSERT INTO children VALUES (1, 1)");
        tx.execute("INSERT INTO parents VALUES (1)");
    });
    EXPECT_EQ(database().read_value([](Transaction& tx) { return tx.query("SELECT id FROM children").size(); }), 1u);
}

TEST_P(DatabaseTest, ASwallowedErrorRollsBack) {
    make_tables();
    const auto swallow = [&] {
        database().write([](Transaction& tx) {
            add(tx, "a");
            EXPECT_EQ(key_of([&] { add(tx, "a"); }), "db.constraint");
            EXPECT_EQ(key_of([&] { add(tx, "b"); }), "base.internal");
        });
    };
    EXPECT_EQ(key_of(swallow), "base.internal");
    EXPECT_EQ(count_people(), 0);
    database().write([](Transaction& tx) { add(tx, "a"); });
    EXPECT_EQ(count_people(), 1);
}

TEST_P(DatabaseTest, WrongSqlSaysWhichAndLeavesTheDatabaseUsable) {
    make_tables();
    try {
        database().write([](Transaction& tx) { tx.execute("INSERT INTO peopel (name) VALUES (?)", {"secret"}); });
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "db.failed");
        EXPECT_THAT(error.detail(), HasSubstr("peopel"));
        EXPECT_THAT(error.detail(), ::testing::Not(HasSubstr("secret")));
    }
    EXPECT_EQ(count_people(), 0);
}

TEST_P(DatabaseTest, WritingInAReadIsAnError) {
    make_tables();
    EXPECT_EQ(key_of([&] { database().read([](Transaction& tx) { add(tx, "a"); }); }), "db.failed");
    EXPECT_EQ(count_people(), 0);
}

TEST_P(DatabaseTest, AReadSeesOneMoment) {
    make_tables();
    database().read([&](Transaction& tx) {
        EXPECT_EQ(tx.query("SELECT id FROM people").size(), 0u);
        database().write([](Transaction& inner) { add(inner, "a"); });
        EXPECT_EQ(tx.query("SELECT id FROM people").size(), 0u);
    });
    EXPECT_EQ(count_people(), 1);
}

TEST_P(DatabaseTest, AWriteInsideAWriteIsAMistakeNotADeadlock) {
    make_tables();
    EXPECT_EQ(key_of([&] {
                  database().write([&](Transaction& tx) {
                      add(tx, "outer");
                      database().write([](Transaction& inner) { add(inner, "inner"); });
                  });
              }),
              "base.internal");
    EXPECT_EQ(count_people(), 0);
}

TEST_P(DatabaseTest, AfterCommitRunsOnceInOrderAndNotAfterARollback) {
    make_tables();
    std::vector<int> calls;
    database().write([&](Transaction& tx) {
        calls.clear();
        tx.after_commit([&] { calls.push_back(1); });
        tx.after_commit([&] {
            EXPECT_EQ(count_people(), 1) << "the row is there for others";
            calls.push_back(2);
        });
        tx.after_commit([&] { throw std::runtime_error("is logged"); });
        tx.after_commit([&] { calls.push_back(3); });
        add(tx, "a");
        EXPECT_TRUE(calls.empty());
    });
    EXPECT_THAT(calls, ElementsAre(1, 2, 3));
    EXPECT_EQ(key_of([&] {
                  database().write([&](Transaction& tx) {
                      tx.after_commit([&] { calls.push_back(4); });
                      add(tx, "a");
                  });
              }),
              "db.constraint");
    EXPECT_THAT(calls, ElementsAre(1, 2, 3));
}

TEST_P(DatabaseTest, QueryEachStopsWhenAsked) {
    make_tables();
    database().write([](Transaction& tx) {
        for (int i = 0; i < 100; ++i) add(tx, "p" + std::to_string(i));
        std::vector<std::string> seen;
        tx.query_each("SELECT name, id FROM people ORDER BY id", {}, [&](const Row& row) {
            seen.push_back(row.text(0));
            return seen.size() < 3;
        });
        EXPECT_THAT(seen, ElementsAre("p0", "p1", "p2"));
        EXPECT_EQ(tx.query_one("SELECT COUNT(*) FROM people")->integer(0), 100) << "the transaction goes on";
        EXPECT_THROW(
            tx.query_each("SELECT id FROM people", {}, [](const Row&) -> bool { throw std::logic_error("x"); }),
            std::logic_error);
        EXPECT_EQ(tx.query_one("SELECT COUNT(*) FROM people")->integer(0), 100);
    });
}

}  // namespace yici::db
