#include "services/sources/sources.h"

#include <gmock/gmock.h>

#include "foundation/base/error.h"
#include "foundation/base/files.h"
#include "foundation/base/random.h"
#include "foundation/crypto/keys.h"
#include "support/databases.h"

namespace yici::sources {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kGood = R"(sources:
  - source: people
    title: 人员
    department: "11330000002481071J"
    system: theirs
    table: people
    key: [id]
    every_minutes: 5
)";

class SourcesTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        const std::string address = "sqlite:" + (folder().path() / "theirs.db").string();
        theirs_ = db::open(address, {.durable = false});
        run("CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT)");
        run("INSERT INTO people VALUES ('a', 'A'), ('b', 'B')");
        std::filesystem::create_directory(folder().path() / "collection");
        write_file_atomically(folder().path() / "collection/one.yaml", kGood);
        std::vector<Finding> findings;
        sources_ = Sources::load(folder().path() / "collection", findings);
        ASSERT_THAT(findings, IsEmpty());
        exchange::System theirs;
        theirs.name = "theirs";
        theirs.database = address;
        systems_ = {theirs};
        key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
    }
    void run(const std::string& sql) {
        theirs_->write([&](db::Transaction& transaction) { transaction.execute(sql); });
    }
    uint64_t entries() {
        journal_->flush();
        return journal_->size();
    }
    Parts parts() { return {database(), *journal_, sources_, systems_, directory_, clock_}; }

    ManualClock clock_{parse_instant("2018-09-28T01:30:00Z").value()};
    std::unique_ptr<db::Database> theirs_;
    Sources sources_;
    std::vector<exchange::System> systems_;
    organisations::Directory directory_;
    std::unique_ptr<crypto::PrivateKey> key_;
    std::unique_ptr<journal::Journal> journal_;
};
YICI_ON_BOTH_DATABASES(SourcesTest);

TEST_P(SourcesTest, APassByCommandCollectsAndSaysWhatItDid) {
    Collection collection(parts());
    ASSERT_THAT(collection.list(), SizeIs(1));
    EXPECT_TRUE(collection.get("people").connected);
    const Status first = collection.run("people", "steward");
    EXPECT_EQ(first.rows, 2);
    EXPECT_EQ(first.last.added, 2);
    EXPECT_EQ(first.fault, "");
    run("DELETE FROM people WHERE id = 'a'");
    const uint64_t before = entries();
    const Status second = collection.run("people", "steward");
    EXPECT_EQ(second.rows, 1);
    EXPECT_EQ(second.last.gone, 1);
    EXPECT_EQ(entries(), before + 1);
    (void)collection.run("people", "steward");
    EXPECT_EQ(entries(), before + 1) << "a pass that changes nothing leaves no entry";
}

TEST_P(SourcesTest, AChangedTableIsHeldUntilItsColumnsAreAccepted) {
    Collection collection(parts());
    (void)collection.run("people", "steward");
    run("ALTER TABLE people ADD COLUMN phone TEXT");
    const Status held = collection.run("people", "steward");
    EXPECT_EQ(held.fault, "sources.held");
    EXPECT_THAT(held.state.held, HasSubstr("phone"));
    EXPECT_EQ(collection.accept_shape("people", "steward").state.held, "");
    EXPECT_EQ(collection.run("people", "steward").last.changed, 2);
}

TEST_P(SourcesTest, ADepartmentThatIsAwayIsInTheStatus) {
    systems_[0].database = "sqlite:/nowhere/theirs.db";
    Collection collection(parts());
    EXPECT_EQ(collection.run("people", "steward").fault, "warehouse.source_unreachable");
    systems_.clear();
    EXPECT_FALSE(collection.get("people").connected);
    EXPECT_THROW((void)collection.run("people", "steward"), Error);
    EXPECT_THROW((void)collection.run("nobody", "steward"), Error);
}

TEST_P(SourcesTest, TheScheduleRunsWhatIsDue) {
    Collection collection(parts());
    collection.start();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (collection.get("people").rows != 2 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    EXPECT_EQ(collection.get("people").rows, 2);
}

TEST(SourcesPack, NamesEveryFault) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder.path() / "one.yaml", R"(sources:
  - {source: a, title: a, department: d, system: s, table: t, key: [], mode: sideways}
  - {source: a, title: a, department: d, system: s, table: t, key: [k], mode: watermark, every_minutes: 0, kye: x}
)");
    std::vector<Finding> findings;
    (void)Sources::load(folder.path(), findings);
    std::vector<std::string> keys;
    keys.reserve(findings.size());
    for (const Finding& finding : findings) keys.push_back(finding.key);
    EXPECT_THAT(keys, ::testing::UnorderedElementsAre("sources.key_missing", "sources.mode_unknown",
                                                      "sources.mode_incomplete", "sources.every_invalid",
                                                      "sources.source_twice", "base.yaml_unknown_key"));
}

}  // namespace
}  // namespace yici::sources
