#include "foundation/db/request_keys.h"

#include <gtest/gtest.h>

#include "foundation/base/error.h"
#include "support/databases.h"

namespace yici::db {
namespace {

class RequestKeysTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        database().write([](Transaction& transaction) {
            transaction.execute(
                "CREATE TABLE keys (actor TEXT, request_key TEXT, fingerprint TEXT, answer TEXT, "
                "PRIMARY KEY (actor, request_key))");
            transaction.execute("CREATE TABLE days (day TEXT PRIMARY KEY, last BIGINT NOT NULL)");
        });
    }
    const RequestKeys keys_{"keys", "answer", "room.key_reused"};
};
YICI_ON_BOTH_DATABASES(RequestKeysTest);

TEST_P(RequestKeysTest, TheSameRequestHasItsAnswerAndAnotherContentIsRefused) {
    database().write([&](Transaction& transaction) {
        EXPECT_FALSE(keys_.find(transaction, "clerk", "k", "content"));
        keys_.keep(transaction, "clerk", "k", "content", "17");
        EXPECT_EQ(keys_.find(transaction, "clerk", "k", "content"), "17");
        EXPECT_FALSE(keys_.find(transaction, "another", "k", "content")) << "keys are the actor's own";
        try {
            (void)keys_.find(transaction, "clerk", "k", "other content");
            ADD_FAILURE() << "a key stands for one content";
        } catch (const Error& error) {
            EXPECT_EQ(error.key(), "room.key_reused");
        }
    });
}

TEST_P(RequestKeysTest, WithoutAKeyNothingIsKept) {
    database().write([&](Transaction& transaction) {
        keys_.keep(transaction, "clerk", "", "content", "17");
        keys_.keep(transaction, "clerk", "", "content", "18");
        EXPECT_FALSE(keys_.find(transaction, "clerk", "", "content"));
    });
}

TEST_P(RequestKeysTest, EachDayCountsFromOne) {
    database().write([&](Transaction& transaction) {
        EXPECT_EQ(next_of_day(transaction, "days", "2018-06-12"), 1);
        EXPECT_EQ(next_of_day(transaction, "days", "2018-06-12"), 2);
        EXPECT_EQ(next_of_day(transaction, "days", "2018-06-13"), 1);
    });
}

}  // namespace
}  // namespace yici::db
