#include "support/databases.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "support/postgres_server.h"

namespace yici::test {

namespace {

/// One server for the program: starting one takes a second.
PostgresServer& shared_server() {
    static PostgresServer server;
    return server;
}

void run_sql(const std::string& address, const std::string& sql) {
    PGconn* connection = PQconnectdb(address.c_str());
    PGresult* result = PQexec(connection, sql.c_str());
    const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    const std::string reason = PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (!done) throw std::runtime_error(sql + ": " + reason);
}

std::string unique_schema() {
    static int count = 0;
    return "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

}  // namespace

DatabaseTest::DatabaseTest() = default;

void DatabaseTest::SetUp() {
    if (GetParam() == db::Dialect::sqlite) {
        url_ = "sqlite:" + (folder_.path() / "test.db").string();
        return;
    }
    if (const char* running = std::getenv("YICI_TEST_POSTGRES"); running != nullptr) {
        address_ = running;
    } else {
        if (!std::filesystem::exists("/usr/lib/postgresql")) GTEST_SKIP() << "skipped: PostgreSQL is not installed";
        server_ = &shared_server();
        address_ = server_->address();
    }
    const std::string name = unique_schema();
    run_sql(address_, "CREATE SCHEMA " + name);
    schema_ = name;
    url_ = "postgresql:" + address_ + " options=-csearch_path=" + schema_;
}

DatabaseTest::~DatabaseTest() {
    database_.reset();
    if (schema_.empty()) return;
    try {
        run_sql(address_, "SET client_min_messages = warning; DROP SCHEMA " + schema_ + " CASCADE");
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
    }
}

db::Database& DatabaseTest::database() {
    if (!database_) reopen();
    return *database_;
}

db::Database& DatabaseTest::reopen(const db::Options& options) {
    database_.reset();
    database_ = db::open(url_, options);
    return *database_;
}

}  // namespace yici::test
