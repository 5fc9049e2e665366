#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "foundation/base/error.h"
#include "foundation/db/database.h"
#include "support/databases.h"
#include "support/postgres_server.h"

namespace yici::db {

namespace {

constexpr std::string_view kScript = "-- migration 1: m\nCREATE TABLE marks (id BIGINT PRIMARY KEY, x {bytes});";

class DurabilityTest : public test::DatabaseTest {
  protected:
    /// Durable, unlike other tests' databases.
    void make_table() {
        reopen({});
        database().migrate("marks", kScript);
    }
    static void mark(Transaction& tx, int64_t id, size_t bytes = 10) {
        tx.execute("INSERT INTO marks (id, x) VALUES (?, ?)", {id, Bytes(bytes, 1)});
    }
    int64_t count() {
        return database().read_value(
            [](Transaction& tx) { return tx.query_one("SELECT COUNT(*) FROM marks")->integer(0); });
    }
    std::string write_key(int64_t id) {
        try {
            database().write([&](Transaction& tx) { mark(tx, id); });
        } catch (const Error& error) {
            return error.key();
        }
        return "done";
    }
};
YICI_ON_BOTH_DATABASES(DurabilityTest);

class SqliteFileTest : public DurabilityTest {};
YICI_ON_SQLITE(SqliteFileTest);

class PostgresServerTest : public DurabilityTest {};
YICI_ON_POSTGRESQL(PostgresServerTest);

/// A child process; the parent has no database open, since threads and SQLite's locks do not survive a fork.
template <typename Body>
pid_t start_child(Body&& body) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    int code = 1;
    try {
        code = body();
    } catch (...) {
    }
    ::_exit(code);
}

}  // namespace

TEST_P(DurabilityTest, EveryAcknowledgedWriteOutlivesAKill) {
    make_table();
    close();
    int64_t first = 0;
    for (int round = 0; round < 3; ++round) {
        int acknowledged[2];
        ASSERT_EQ(::pipe(acknowledged), 0);
        const pid_t child = start_child([&] {
            const auto own = open(url(), {});
            for (int64_t id = first;; id += 4) {
                for (int64_t i = id; i < id + 4; ++i) {
                    own->write_later([i](Transaction& tx) { mark(tx, i, 500); },
                                     [i, &acknowledged](const std::exception_ptr& failure) {
                                         if (!failure) (void)!::write(acknowledged[1], &i, sizeof i);
                                     });
                }
                own->write([](Transaction&) {});
            }
            return 0;
        });
        ::close(acknowledged[1]);
        std::vector<int64_t> ids;
        for (int64_t id = 0; ::read(acknowledged[0], &id, sizeof id) == sizeof id;) {
            ids.push_back(id);
            if (ids.size() == 100) ::kill(child, SIGKILL);
        }
        ::close(acknowledged[0]);
        ::waitpid(child, nullptr, 0);
        EXPECT_GE(ids.size(), 100u);
        database().read([&](Transaction& tx) {
            for (const int64_t id : ids) EXPECT_TRUE(tx.query_one("SELECT id FROM marks WHERE id = ?", {id})) << id;
        });
        first = database().read_value(
            [](Transaction& tx) { return tx.query_one("SELECT MAX(id) + 1000 FROM marks")->integer(0); });
        close();
    }
}

TEST_P(SqliteFileTest, AFullDiskIsSaidAndDoesNoHarm) {
    make_table();
    close();
    const pid_t child = start_child([&] {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{2 << 20, 2 << 20};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 10;
        const auto own = open(url(), {});
        bool full = false;
        int64_t id = 0;
        for (; id < 1000 && !full; ++id) {
            try {
                own->write([id](Transaction& tx) { mark(tx, id, 20'000); });
            } catch (const Error& error) {
                if (error.key() != "db.disk_full" || error.kind() != ErrorKind::unavailable) return 11;
                full = true;
            }
        }
        if (!full) return 12;
        const auto rows = own->read_value([](Transaction& tx) { return tx.query("SELECT id FROM marks").size(); });
        return rows + 1 == static_cast<size_t>(id) ? 0 : 13;  // every write but the refused one
    });
    int status = -1;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    const int64_t before = count();
    EXPECT_GT(before, 10);
    EXPECT_EQ(write_key(1'000'000), "done") << "with room again, writing goes on";
    EXPECT_EQ(count(), before + 1);
    EXPECT_EQ(database().read_value([](Transaction& tx) { return tx.query_one("PRAGMA integrity_check")->text(0); }),
              "ok");
}

TEST_P(SqliteFileTest, TheFileIsReadableByItsOwnerAlone) {
    make_table();
    struct stat about {};
    for (const char* name : {"test.db", "test.db-wal"}) {
        ASSERT_EQ(::stat((folder().path() / name).c_str(), &about), 0);
        EXPECT_EQ(about.st_mode & 0777, 0600u) << name;
    }
}

TEST_P(PostgresServerTest, AServerThatStopsIsUnreachableAndComesBack) {
    if (server() == nullptr) GTEST_SKIP() << "the server is not ours to stop";
    make_table();
    EXPECT_EQ(write_key(1), "done");
    server()->stop();
    EXPECT_EQ(write_key(2), "db.unreachable");
    EXPECT_THROW(count(), Error);
    server()->start();
    EXPECT_EQ(write_key(3), "done");
    EXPECT_EQ(count(), 2);
    server()->stop();
    server()->start();
    EXPECT_EQ(write_key(4), "done") << "a connection that died unnoticed is replaced";
    EXPECT_EQ(count(), 3);
}

TEST_P(PostgresServerTest, AServerThatStopsInsideAWriteLeavesNothing) {
    if (server() == nullptr) GTEST_SKIP() << "the server is not ours to stop";
    make_table();
    const auto stop_after_a_mark = [&](bool at_commit) -> std::string {
        try {
            database().write([&](Transaction& tx) {
                mark(tx, 1);
                server()->stop();
                if (!at_commit) mark(tx, 2);
            });
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::unavailable);
            return error.key();
        }
        return "done";
    };
    EXPECT_EQ(stop_after_a_mark(false), "db.unreachable");
    server()->start();
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(stop_after_a_mark(true), "db.commit_unknown");
    server()->start();
    EXPECT_EQ(count(), 0);
}

TEST(OpenTest, AnAddressThatIsWrongOrLeadsNowhereSaysSo) {
    const auto key_of = [](const std::string& url) -> std::string {
        try {
            (void)open(url);
        } catch (const Error& error) {
            EXPECT_THAT(error.detail(), ::testing::Not(::testing::HasSubstr("secret")));
            return error.key();
        }
        return "no error";
    };
    EXPECT_EQ(key_of("mysql:user:secret@host"), "db.bad_url");
    EXPECT_EQ(key_of("sqlite:"), "db.bad_url");
    EXPECT_EQ(key_of("sqlite::memory:"), "db.bad_url");
    EXPECT_EQ(key_of("sqlite:/nonexistent/folder/x.db"), "db.unreachable");
    EXPECT_EQ(key_of("postgresql:host=/nonexistent password=secret"), "db.unreachable");
    EXPECT_EQ(key_of("postgresql://user:secret@127.0.0.1:1/name"), "db.unreachable");
}

TEST_P(SqliteFileTest, AFileThatIsNoDatabaseIsUnreachable) {
    const auto path = folder().path() / "not.db";
    FILE* file = ::fopen(path.c_str(), "w");
    ::fputs(std::string(5000, 'x').c_str(), file);
    ::fclose(file);
    EXPECT_THROW((void)open("sqlite:" + path.string()), Error);
}

}  // namespace yici::db
