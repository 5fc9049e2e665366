#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "foundation/db/database.h"
#include "support/temporary_folder.h"

namespace yici::test {

class PostgresServer;

/// A test that runs on every kind of database: TEST_P(MyTest, …) { database()… } with MyTest derived from this class,
/// then YICI_ON_BOTH_DATABASES(MyTest). Each test has an empty database of its own, opened at first use; on PostgreSQL
/// a schema of one server that the test program starts once, or of the server whose libpq connection string stands in
/// the environment's YICI_TEST_POSTGRES.
class DatabaseTest : public ::testing::TestWithParam<db::Dialect> {
  protected:
    DatabaseTest();
    ~DatabaseTest() override;
    /// Skips on PostgreSQL where it is not installed; a fixture's own SetUp calls this one first.
    void SetUp() override;

    [[nodiscard]] db::Database& database();
    /// What db::open() takes; a second db::open() of it is a second program on the same data.
    [[nodiscard]] const std::string& url() const { return url_; }
    /// Closes the database and opens it again, as a restarted program does.
    db::Database& reopen(const db::Options& options = {.durable = false});
    void close() { database_.reset(); }
    [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
    /// The PostgreSQL server, to stop and start it; none on SQLite and on a server of somebody else's.
    [[nodiscard]] PostgresServer* server() const { return server_; }

  private:
    TemporaryFolder folder_;
    PostgresServer* server_ = nullptr;
    std::string address_;
    std::string schema_;
    std::string url_;
    std::unique_ptr<db::Database> database_;
};

}  // namespace yici::test

/// At namespace level, once for each fixture.
#define YICI_ON_DATABASES(Fixture, ...)                                                           \
    INSTANTIATE_TEST_SUITE_P(On, Fixture, ::testing::Values(__VA_ARGS__), [](const auto& which) { \
        return which.param == ::yici::db::Dialect::sqlite ? "sqlite" : "postgresql";              \
    })
#define YICI_ON_BOTH_DATABASES(Fixture) \
    YICI_ON_DATABASES(Fixture, ::yici::db::Dialect::sqlite, ::yici::db::Dialect::postgresql)
#define YICI_ON_SQLITE(Fixture) YICI_ON_DATABASES(Fixture, ::yici::db::Dialect::sqlite)
#define YICI_ON_POSTGRESQL(Fixture) YICI_ON_DATABASES(Fixture, ::yici::db::Dialect::postgresql)
