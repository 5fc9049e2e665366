#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "foundation/db/database.h"
#include "support/temporary_folder.h"

namespace yici::test {

/// A test that runs on every kind of database: TEST_P(MyTest, …) { database()… } with MyTest derived from this class,
/// then YICI_ON_BOTH_DATABASES(MyTest). Each test has an empty database of its own, opened at first use.
class DatabaseTest : public ::testing::TestWithParam<db::Dialect> {
  protected:
    [[nodiscard]] db::Database& database();
    /// What db::open() takes.
    [[nodiscard]] const std::string& url();
    /// Closes the database and opens it again, as a restarted program does.
    db::Database& reopen(const db::Options& options = {.durable = false});
    [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

  private:
    TemporaryFolder folder_;
    std::string url_;
    std::unique_ptr<db::Database> database_;
};

}  // namespace yici::test

/// At namespace level, once for each fixture.
#define YICI_ON_BOTH_DATABASES(Fixture)                                                                          \
    INSTANTIATE_TEST_SUITE_P(On, Fixture, ::testing::Values(::yici::db::Dialect::sqlite), [](const auto& which) { \
        return which.param == ::yici::db::Dialect::sqlite ? "sqlite" : "postgresql";                              \
    })
