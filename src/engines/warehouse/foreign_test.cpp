#include "engines/warehouse/foreign.h"

#include <gmock/gmock.h>
#include <mysql.h>

#include "foundation/base/error.h"
#include "foundation/db/database.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"
#include "support/temporary_folder.h"

namespace yici::warehouse {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

constexpr const char* kAwkward = "O'Brien \\ \"x\" ?";

/// What every kind of department database must do, on a table of these columns and rows.
void expect_a_table_reads_as_text(Foreign& foreign) {
    const auto columns = foreign.columns("people");
    ASSERT_EQ(columns.size(), 4u);
    EXPECT_EQ(columns[0].name, "id");
    const std::vector<std::string> nothing;
    const auto all = foreign.select(R"(SELECT "id", "name", "born", "note" FROM "people" ORDER BY "id")", nothing);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_THAT(all[0], ElementsAre(Optional(std::string("9")), Optional(std::string("王小明")),
                                    Optional(std::string("1980-02-29")), std::nullopt));
    EXPECT_EQ(all[1][1], kAwkward);
    // A whole number meets its column as a number (9 < 10), a text as a text, whatever is in it.
    const std::vector<std::string> ten{"10"};
    EXPECT_EQ(foreign.select(R"(SELECT "id" FROM "people" WHERE "id" < ?)", ten).size(), 1u);
    const std::vector<std::string> name{kAwkward};
    EXPECT_EQ(foreign.select(R"(SELECT "id" FROM "people" WHERE "name" = ?)", name).size(), 1u);
    EXPECT_EQ(foreign.select(R"(SELECT "note" FROM "people" WHERE "id" = 11)", nothing).at(0)[0]->size(), 9000u);
    EXPECT_TRUE(foreign.columns("nobody").empty());
    EXPECT_THROW((void)foreign.select("SELECT nothing FROM nowhere", nothing), Error);
    EXPECT_EQ(foreign.columns("people").size(), 4u) << "a refused question does no harm";
}

constexpr const char* kTable = "CREATE TABLE people (id BIGINT PRIMARY KEY, name VARCHAR(40), born DATE, note TEXT)";

void fill(const std::string& url) {
    const auto database = db::open(url);
    database->write([](db::Transaction& transaction) {
        transaction.execute(kTable);
        const std::string insert = "INSERT INTO people (id, name, born, note) VALUES (?, ?, ?, ?)";
        transaction.execute(insert, {int64_t{9}, std::string("王小明"), std::string("1980-02-29"), db::Value()});
        transaction.execute(insert, {int64_t{10}, std::string(kAwkward), std::string("1990-01-01"), std::string("x")});
        transaction.execute(insert, {int64_t{11}, std::string("c"), std::string("1990-01-01"), std::string(9000, 'y')});
    });
}

TEST(Foreign, SqliteReadsAsText) {
    const test::TemporaryFolder folder;
    const std::string url = "sqlite:" + (folder.path() / "theirs.db").string();
    fill(url);
    expect_a_table_reads_as_text(*connect(url));
}

TEST(Foreign, OdbcReadsAsText) {
    if (!std::filesystem::exists("/usr/lib/x86_64-linux-gnu/odbc/libsqlite3odbc.so"))
        GTEST_SKIP() << "skipped: no driver";
    const test::TemporaryFolder folder;
    const std::string file = (folder.path() / "theirs.db").string();
    fill("sqlite:" + file);
    expect_a_table_reads_as_text(
        *connect("odbc:DRIVER=/usr/lib/x86_64-linux-gnu/odbc/libsqlite3odbc.so;Database=" + file));
}

TEST(Foreign, PostgresqlReadsAsTextAndComesBackAfterACrash) {
    if (!std::filesystem::exists("/usr/lib/postgresql")) GTEST_SKIP() << "skipped: PostgreSQL is not installed";
    test::PostgresServer server;
    const std::string url = "postgresql:" + server.address();
    fill(url);
    const auto foreign = connect(url);
    expect_a_table_reads_as_text(*foreign);
    server.stop();
    try {
        (void)foreign->columns("people");
        ADD_FAILURE() << "the server is gone";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "warehouse.source_unreachable");
    }
    server.start();
    EXPECT_EQ(foreign->columns("people").size(), 4u);
}

TEST(Foreign, MariaDbReadsAsTextAndComesBackAfterACrash) {
    if (!test::MariaDbServer::installed()) GTEST_SKIP() << "skipped: MariaDB is not installed";
    test::MariaDbServer server;
    MYSQL* writer = mysql_init(nullptr);
    mysql_options(writer, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    ASSERT_NE(mysql_real_connect(writer, "localhost", "root", "", "test", 0, server.socket().c_str(), 0), nullptr);
    ASSERT_EQ(mysql_query(writer, (std::string(kTable) + " CHARACTER SET utf8mb4").c_str()), 0);
    const std::string long_note(9000, 'y');
    for (const std::string& values :
         {std::string(R"(9, '王小明', '1980-02-29', NULL)"),
          std::string(R"(10, 'O''Brien \\ "x" ?', '1990-01-01', 'x')"), "11, 'c', '1990-01-01', '" + long_note + "'"}) {
        ASSERT_EQ(mysql_query(writer, ("INSERT INTO people VALUES (" + values + ")").c_str()), 0)
            << mysql_error(writer);
    }
    mysql_close(writer);
    const auto foreign = connect(server.url());
    expect_a_table_reads_as_text(*foreign);
    server.kill();
    try {
        (void)foreign->columns("people");
        ADD_FAILURE() << "the server is gone";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "warehouse.source_unreachable");
    }
    server.start();
    EXPECT_EQ(foreign->columns("people").size(), 4u);
}

}  // namespace
}  // namespace yici::warehouse
