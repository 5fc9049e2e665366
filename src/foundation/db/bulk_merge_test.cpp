#include "foundation/db/bulk_merge.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <map>

#include "foundation/base/error.h"
#include "support/databases.h"

namespace yici::db {

namespace {

const std::array<std::string, 4> kColumns{"place", "name", "count", "body"};

class BulkMergeTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        database().migrate("heaps",
                           "-- migration 1: heaps\nCREATE TABLE heaps (id {identity}, place BIGINT NOT NULL, name TEXT "
                           "NOT NULL, count BIGINT NOT NULL, body {bytes}, kept TEXT NOT NULL DEFAULT 'own', "
                           "UNIQUE (place, name));");
    }
    /// Rows "0", "1", …, each with `count` and a body of its own.
    int64_t merge(Transaction& tx, int rows, int64_t count, bool replaces = true) const {
        int at = 0;
        return bulk_merge(tx, GetParam(), {"heaps", kColumns, 2, replaces}, [&](std::vector<Value>& values) {
            if (at == rows) return false;
            values = {int64_t{7}, "n\t" + std::to_string(at), count, Bytes{0, '\\', static_cast<unsigned char>(at)}};
            ++at;
            return true;
        });
    }
    std::map<std::string, int64_t> counts() {
        return database().read_value([](Transaction& tx) {
            std::map<std::string, int64_t> all;
            for (const Row& row : tx.query("SELECT name, count, kept, body FROM heaps")) {
                EXPECT_TRUE(all.emplace(row.text(0), row.integer(1)).second);
                EXPECT_EQ(row.text(2), "own");
                EXPECT_EQ(row.bytes(3).size(), 3U);
            }
            return all;
        });
    }
};
YICI_ON_BOTH_DATABASES(BulkMergeTest);

}  // namespace

TEST_P(BulkMergeTest, NewRowsComeKnownOnesTakeTheNewValuesAndTheRestStays) {
    for (const int rows : {3, 16, 17, 3000}) {
        const int64_t count = rows;
        database().write([&](Transaction& tx) { EXPECT_EQ(merge(tx, rows, count), rows); });
        database().write([&](Transaction& tx) {
            EXPECT_EQ(merge(tx, 20, -count), 20);
            EXPECT_EQ(merge(tx, 18, -count - 1), 18) << "twice in one transaction";
        });
        const auto all = counts();
        EXPECT_EQ(all.size(), static_cast<size_t>(std::max(rows, 20)));
        EXPECT_EQ(all.at("n\t17"), -count - 1);
        EXPECT_EQ(all.at("n\t19"), -count);
        if (rows > 20) EXPECT_EQ(all.at("n\t20"), count);
    }
}

TEST_P(BulkMergeTest, WhatDoesNotReplaceLeavesWhatIsThere) {
    database().write([&](Transaction& tx) { (void)merge(tx, 2, 1); });
    database().write([&](Transaction& tx) { (void)merge(tx, 50, 2, false); });
    EXPECT_EQ(counts().at("n\t1"), 1);
    EXPECT_EQ(counts().at("n\t49"), 2);
}

TEST_P(BulkMergeTest, AFailureLeavesNothingAndTheConnectionGoesOn) {
    EXPECT_THROW(database().write([&](Transaction& tx) {
        (void)merge(tx, 100, 1);
        throw Error(ErrorKind::conflict, "db.busy");
    }),
                 Error);
    EXPECT_TRUE(counts().empty());
    database().write([&](Transaction& tx) { (void)merge(tx, 100, 2); });
    EXPECT_EQ(counts().size(), 100U);
}

}  // namespace yici::db
