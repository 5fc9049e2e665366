#include "engines/warehouse/collector.h"

#include <gmock/gmock.h>

#include <map>

#include "foundation/base/error.h"
#include "support/databases.h"

namespace yici::warehouse {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;

/// A department's SQLite database, and our warehouse on either kind.
class CollectorTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        const std::string theirs_url = "sqlite:" + (folder().path() / "theirs.db").string();
        theirs_ = db::open(theirs_url, {.durable = false});
        run("CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, born TEXT, at BIGINT)");
        run("CREATE TABLE people_log (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT)");
        foreign_ = connect(theirs_url);
        spec_.table = "people";
        spec_.key = {"id"};
        spec_.watermark = "at";
        spec_.log_table = "people_log";
        spec_.log_number = "number";
        spec_.piece = 3;
        warehouse_.emplace(database(), clock_);
    }

    void run(const std::string& sql) {
        theirs_->write([&](db::Transaction& transaction) { transaction.execute(sql); });
    }
    void person(const std::string& id, const std::string& name, int64_t at) {
        theirs_->write([&](db::Transaction& transaction) {
            transaction.execute(
                "INSERT INTO people (id, name, born, at) VALUES (?, ?, '1980-01-01', ?) "
                "ON CONFLICT (id) DO UPDATE SET name = excluded.name, at = excluded.at",
                {id, name, at});
            transaction.execute("INSERT INTO people_log (id) VALUES (?)", {id});
        });
    }
    Pass pass(Mode mode, const Progress& progress = {}) {
        spec_.mode = mode;
        TableSource table(*foreign_, spec_);
        return collect("people", table, *warehouse_, clock_, progress);
    }
    ManualClock clock_{parse_instant("2018-09-28T01:30:00Z").value()};
    std::unique_ptr<db::Database> theirs_;
    std::unique_ptr<Foreign> foreign_;
    TableSpec spec_;
    std::optional<Warehouse> warehouse_;
};
YICI_ON_BOTH_DATABASES(CollectorTest);

TEST_P(CollectorTest, AFullPassTakesEverythingAndTheNextOneOnlyWhatChanged) {
    for (int i = 0; i < 10; ++i) person("p" + std::to_string(i), "A", 100 + i);
    const Pass first = pass(Mode::full);
    EXPECT_TRUE(first.ended);
    EXPECT_EQ(first.tally.added, 10);
    const Warehouse::Sum sum = warehouse_->sum("people");
    EXPECT_EQ(sum.rows, 10);

    const Pass same = pass(Mode::full);
    EXPECT_EQ(same.tally.read, 10);
    EXPECT_EQ(same.tally.added + same.tally.changed + same.tally.gone, 0);
    EXPECT_EQ(warehouse_->sum("people").sm3, sum.sm3);

    person("p3", "B", 200);
    run("DELETE FROM people WHERE id = 'p7'");
    const Pass third = pass(Mode::full);
    EXPECT_EQ(third.tally.changed, 1);
    EXPECT_EQ(third.tally.gone, 1);
    EXPECT_EQ(warehouse_->sum("people").rows, 9);

    person("p7", "A", 300);
    EXPECT_EQ(pass(Mode::full).tally.added, 1) << "a row may come back";
}

TEST_P(CollectorTest, APassThatWasBrokenOffGoesOnWhereItStopped) {
    for (int i = 0; i < 10; ++i) person("p" + std::to_string(i), "A", 100 + i);
    const Pass broken = pass(Mode::full, [](const Tally& tally) { return tally.read < 6; });
    EXPECT_FALSE(broken.ended);
    EXPECT_EQ(broken.tally.added, 6);
    const Pass rest = pass(Mode::full);
    EXPECT_EQ(rest.tally.read, 4);
    EXPECT_EQ(rest.tally.gone, 0) << "what the first part met is not gone";
    EXPECT_EQ(warehouse_->sum("people").rows, 10);
}

TEST_P(CollectorTest, AWatermarkReadsOnlyWhatIsNewAndARowThatBecameVisibleLate) {
    for (int i = 0; i < 5; ++i) person("p" + std::to_string(i), "A", 100 + i);
    EXPECT_EQ(pass(Mode::watermark).tally.added, 5);
    clock_.advance(seconds(60));
    person("p9", "A", 200);
    EXPECT_EQ(pass(Mode::watermark).tally.added, 1);
    // Its transaction was open while the watermark went past it.
    person("q1", "L", 150);
    clock_.advance(seconds(30));
    const Pass third = pass(Mode::watermark);
    EXPECT_EQ(third.tally.added, 1);
    clock_.advance(seconds(600));
    (void)pass(Mode::watermark);
    clock_.advance(seconds(600));
    EXPECT_EQ(pass(Mode::watermark).tally.read, 1) << "only the newest watermark is read again";
    run("INSERT INTO people (id, name) VALUES ('none', 'N')");
    EXPECT_EQ(pass(Mode::watermark).without_watermark, 1);
}

TEST_P(CollectorTest, AChangeLogTellsDeletionsToo) {
    for (int i = 0; i < 5; ++i) person("p" + std::to_string(i), "A", 100 + i);
    EXPECT_EQ(pass(Mode::change_log).tally.added, 5);
    person("p1", "B", 200);
    person("p1", "C", 201);
    run("DELETE FROM people WHERE id = 'p2'");
    run("INSERT INTO people_log (id) VALUES ('p2')");
    clock_.advance(seconds(1));
    const Pass second = pass(Mode::change_log);
    EXPECT_EQ(second.tally.changed, 1);
    EXPECT_EQ(second.tally.gone, 1);
    EXPECT_EQ(warehouse_->sum("people").rows, 4);
}

TEST_P(CollectorTest, AKeyThatComesTwiceInAPieceIsKeptAsItStandsAtItsEnd) {
    const std::vector<Column> shape{{"id", "text"}, {"name", "text"}};
    Piece piece;
    const auto put = [&](const std::string& key, const std::string& name) {
        piece.rows.push_back({key, "", {key, name}});
    };
    const auto remove = [&](const std::string& key) { piece.rows.push_back({key, "", {}}); };
    for (int i = 0; i < 40; ++i) put("p" + std::to_string(i), "A");
    EXPECT_EQ(warehouse_->store("people", shape, piece).added, 40);
    warehouse_->end_pass("people", {});
    piece.rows.clear();
    for (int i = 0; i < 40; ++i) put("p" + std::to_string(i), i < 20 ? "B" : "A");
    put("p0", "C");
    remove("p1");   // changed just now
    remove("p30");  // known of old
    put("p30", "B");
    remove("p31");
    put("new", "A");
    remove("new");
    const Tally tally = warehouse_->store("people", shape, piece);
    EXPECT_EQ(tally.changed, 21);
    EXPECT_EQ(tally.added, 2) << "p30 came back, and one was new";
    EXPECT_EQ(tally.gone, 4);
    std::map<std::string, std::string> last;
    int64_t number = 40;
    for (const Change& change : warehouse_->changes("people", 40, 100)) {
        EXPECT_GT(change.number, number);
        number = change.number;
        EXPECT_TRUE(last.emplace(change.key, change.gone ? "gone" : change.body).second) << change.key;
    }
    EXPECT_EQ(number, 40 + 21 + 2 + 4);
    EXPECT_EQ(last.size(), 23U) << "twenty, p30, p31 and the new one";
    EXPECT_EQ(last["p0"], R"({"id":"p0","name":"C"})");
    EXPECT_EQ(last["p1"], "gone");
    EXPECT_EQ(last["p30"], R"({"id":"p30","name":"B"})");
    EXPECT_EQ(last["new"], "gone");
    EXPECT_EQ(warehouse_->sum("people").rows, 38);
    EXPECT_EQ(warehouse_->remove_unmet("people").gone, 0) << "what was met unchanged was met";
    warehouse_->end_pass("people", {});
    EXPECT_EQ(warehouse_->remove_unmet("people").gone, 38);
    EXPECT_EQ(warehouse_->state("people").changes, number + 38);
    EXPECT_EQ(warehouse_->changes("people", number, 100).size(), 38U) << "each with a number of its own";
}

TEST_P(CollectorTest, KeysStandInTheOrderOfTheirBytesWhateverTheServersLanguage) {
    const std::vector<Column> shape{{"id", "text"}};
    Piece piece;
    piece.rows = {{"a", "", {"1"}}};
    EXPECT_EQ(warehouse_->store("people", shape, piece).added, 1);
    // "a" lies between "B" and "a" by bytes, and before both in a dictionary.
    piece.rows = {{"B", "", {"1"}}, {"a", "", {"2"}}};
    const Tally tally = warehouse_->store("people", shape, piece);
    EXPECT_EQ(tally.added, 1);
    EXPECT_EQ(tally.changed, 1);
    EXPECT_EQ(warehouse_->sum("people").rows, 2);
}

TEST_P(CollectorTest, AnotherShapeHoldsTheSourceUntilSomebodyHasLooked) {
    person("p1", "A", 1);
    (void)pass(Mode::full);
    run("ALTER TABLE people ADD COLUMN phone TEXT");
    person("p2", "A", 2);
    const Pass held = pass(Mode::full);
    EXPECT_EQ(held.held, "+ phone text");
    EXPECT_EQ(held.tally.read, 0);
    TableSource table(*foreign_, spec_);
    warehouse_->accept_shape("people", table.columns());
    const Pass again = pass(Mode::full);
    EXPECT_EQ(again.held, "");
    EXPECT_EQ(warehouse_->sum("people").rows, 2);
}

TEST_P(CollectorTest, ASubscriberIsHandedEachChangeOnceEvenWhenItFails) {
    for (int i = 0; i < 5; ++i) person("p" + std::to_string(i), "A", 100 + i);
    (void)pass(Mode::full);
    std::vector<int64_t> taken;
    size_t most = 3;
    const auto take = [&](db::Transaction&, const std::vector<Change>& changes) {
        const size_t count = std::min(most, changes.size());
        for (size_t i = 0; i < count; ++i) taken.push_back(changes[i].number);
        return count;
    };
    EXPECT_EQ(warehouse_->undelivered("centre", "people"), 5);
    EXPECT_EQ(warehouse_->deliver("centre", "people", 3, take), 3);
    EXPECT_THROW(warehouse_->deliver("centre", "people", 3,
                                     [](db::Transaction&, const std::vector<Change>&) -> size_t {
                                         throw Error(ErrorKind::unavailable, "warehouse.source_unreachable");
                                     }),
                 Error);
    most = 1;  // it need not take all that it is shown
    EXPECT_EQ(warehouse_->deliver("centre", "people", 3, take), 1);
    EXPECT_EQ(warehouse_->undelivered("centre", "people"), 1);
    EXPECT_EQ(warehouse_->deliver("centre", "people", 3, take), 1);
    EXPECT_EQ(warehouse_->deliver("centre", "people", 3, take), 0);
    EXPECT_THAT(taken, ElementsAre(1, 2, 3, 4, 5));
    person("p1", "B", 300);
    (void)pass(Mode::full);
    EXPECT_EQ(warehouse_->deliver("centre", "people", 3, take), 1);
}

TEST_P(CollectorTest, WhatTheDepartmentLacksIsNamed) {
    spec_.table = "nobody";
    EXPECT_THROW((void)pass(Mode::full), Error);
    spec_.table = "people";
    spec_.key = {"number"};
    EXPECT_THROW((void)pass(Mode::full), Error);
    EXPECT_THROW((void)connect("oracle:thin"), Error);
}

TEST(WarehouseKey, IsUnambiguousAndComesApart) {
    EXPECT_NE(join_key({"a:1", "b"}), join_key({"a", "1b"}));
    EXPECT_THAT(split_key(join_key({"3:x", "", "王"})), ElementsAre("3:x", "", "王"));
}

}  // namespace
}  // namespace yici::warehouse
