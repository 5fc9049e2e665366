#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <iostream>
#include <random>
#include <thread>

#include "cli/program.h"
#include "foundation/base/random.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"
#include "support/server_process.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

constexpr const char* kTable = "CREATE TABLE people (id BIGINT PRIMARY KEY, name VARCHAR(40), born DATE)";

/// A department's database that can be killed: how to run a statement there, kill it and start it again.
struct Department {
    std::string url;
    std::function<bool(const std::vector<std::string>& transaction)> write;
    std::function<void()> kill;
    std::function<void()> start;
};

/// Writes, changes and deletes rows with their entries in the change log, each in a transaction, until it is told to
/// stop. A transaction that failed half-way is the department's own affair: the log commits with the row.
class Writer {
  public:
    Writer(const Department& department, uint64_t seed)
        : department_(department), random_(seed), thread_([this] { work(); }) {}
    ~Writer() { stop(); }
    void stop() {
        stop_ = true;
        if (thread_.joinable()) thread_.join();
    }
    [[nodiscard]] int64_t written() const { return written_; }

  private:
    void work() {
        while (!stop_) {
            const std::string id = std::to_string(random_.below(3000));
            const std::string log = "INSERT INTO people_log (id) VALUES (" + id + ")";
            std::vector<std::string> transaction{"DELETE FROM people WHERE id = " + id};
            if (random_.below(5) != 0) {
                transaction.push_back("INSERT INTO people VALUES (" + id + ", 'n" + std::to_string(random_.next()) +
                                      "', '1980-01-01')");
            }
            transaction.push_back(log);
            if (department_.write(transaction)) {
                ++written_;
            } else {
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
        }
    }

    const Department& department_;
    SeededRandom random_;
    std::atomic<bool> stop_{false};
    std::atomic<int64_t> written_{0};
    std::thread thread_;
};

/// `yici collect` over and over, to be killed.
class Collecting {
  public:
    Collecting(std::string url, const TemporaryFolder& folder)
        : command_{YICI_PROGRAM, "collect",   "people", "--from",     std::move(url), "--into",     into(folder),
                   "--key",      "id",        "--mode", "change-log", "--log-table",  "people_log", "--log-number",
                   "number",     "--overlap", "2",      "--piece",    "40",           "--every",    "0.005"},
          log_(folder.path() / "collect.log") {}
    ~Collecting() { kill(); }
    static std::string into(const TemporaryFolder& folder) {
        return "sqlite:" + (folder.path() / "warehouse.db").string();
    }
    void start() { process_ = start_program("root", command_, log_); }
    void kill() {
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = -1;
    }

  private:
    std::vector<std::string> command_;
    std::filesystem::path log_;
    pid_t process_ = -1;
};

std::string field(const std::string& line, const std::string& name) {
    const size_t at = line.rfind(name + " ");
    if (at == std::string::npos) return "no " + name + " in: " + line;
    const size_t begin = at + name.size() + 1;
    return line.substr(begin, line.find_first_of("\t\n", begin) - begin);
}

/// Kills one side or the other at moments by chance while rows are written; then both sides must hold the same.
void expect_both_sides_agree(const Department& department, uint64_t seed) {
    const TemporaryFolder folder;
    SeededRandom random(seed);
    Collecting collecting(department.url, folder);
    {
        Writer writer(department, random.next());
        collecting.start();
        for (int round = 0; round < 24; ++round) {
            const int64_t enough = writer.written() + static_cast<int64_t>(random.below(60));
            const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(1);
            while (writer.written() < enough && std::chrono::steady_clock::now() < give_up) {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            if (random.below(4) == 0) {
                department.kill();
                department.start();
            } else {
                collecting.kill();
                collecting.start();
            }
        }
        writer.stop();
        EXPECT_GT(writer.written(), 100);
    }
    collecting.kill();
    // What went on: the last pass by the log. What must be: a fresh warehouse from a full pass.
    const std::string from = "collect people --key id --from '" + department.url + "' ";
    const std::string followed = run_program(from +
                                             "--mode change-log --log-table people_log --log-number number "
                                             "--overlap 2 --into " +
                                             Collecting::into(folder))
                                     .output;
    const Outcome fresh = run_program(from + "--into sqlite:" + (folder.path() / "fresh.db").string());
    ASSERT_EQ(fresh.exit_code, 0) << fresh.errors;
    EXPECT_GT(std::atoll(field(fresh.output, "rows").c_str()), 0);
    EXPECT_EQ(field(followed, "rows"), field(fresh.output, "rows"));
    EXPECT_EQ(field(followed, "sm3"), field(fresh.output, "sm3"));
}

uint64_t seed_of_the_day() {
    const char* given = std::getenv("YICI_FAULT_SEED");
    const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    std::cout << "YICI_FAULT_SEED=" << seed << std::endl;
    return seed;
}

TEST(Collection, AMariaDbDepartmentIsCollectedThroughKillsOfEitherSide) {
    if (!MariaDbServer::installed()) GTEST_SKIP() << "skipped: MariaDB is not installed";
    MariaDbServer server;
    MYSQL* connection = nullptr;
    const auto write = [&](const std::vector<std::string>& transaction) {
        if (connection == nullptr) {
            connection = mysql_init(nullptr);
            if (mysql_real_connect(connection, "localhost", "root", "", "test", 0, server.socket().c_str(), 0) ==
                nullptr) {
                mysql_close(std::exchange(connection, nullptr));
                return false;
            }
        }
        bool good = mysql_query(connection, "START TRANSACTION") == 0;
        for (const std::string& sql : transaction) good = good && mysql_query(connection, sql.c_str()) == 0;
        good = good && mysql_query(connection, "COMMIT") == 0;
        if (!good) mysql_close(std::exchange(connection, nullptr));
        return good;
    };
    ASSERT_TRUE(write({kTable, "CREATE TABLE people_log (number BIGINT AUTO_INCREMENT PRIMARY KEY, id BIGINT)"}));
    expect_both_sides_agree({server.url(), write, [&] { server.kill(); }, [&] { server.start(); }}, seed_of_the_day());
    if (connection != nullptr) mysql_close(connection);
}

TEST(Collection, APostgresqlDepartmentIsCollectedThroughKillsOfEitherSide) {
    if (!std::filesystem::exists("/usr/lib/postgresql")) GTEST_SKIP() << "skipped: PostgreSQL is not installed";
    PostgresServer server;
    PGconn* connection = nullptr;
    const auto write = [&](const std::vector<std::string>& transaction) {
        if (connection == nullptr) connection = PQconnectdb(server.address().c_str());
        std::string script = "BEGIN";
        for (const std::string& sql : transaction) script += ";" + sql;
        PGresult* result = PQexec(connection, (script + ";COMMIT").c_str());
        const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
        if (!good) PQfinish(std::exchange(connection, nullptr));
        return good;
    };
    ASSERT_TRUE(write({kTable, "CREATE TABLE people_log (number BIGSERIAL PRIMARY KEY, id BIGINT)"}));
    expect_both_sides_agree({"postgresql:" + server.address(), write, [&] { server.stop(); }, [&] { server.start(); }},
                            seed_of_the_day());
    if (connection != nullptr) PQfinish(connection);
}

}  // namespace
}  // namespace yici::test
