#include "foundation/journal/journal.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "foundation/crypto/merkle.h"
#include "foundation/journal/heads.h"
#include "foundation/journal/sequencer.h"
#include "foundation/journal/test_journal.h"

namespace yici::journal {
namespace {

using test::text;
using test::texts;
using test::Workshop;
using ::testing::ElementsAre;

constexpr auto kSm3 = crypto::HashAlgorithm::sm3;

class JournalTest : public yici::test::DatabaseTest {
  protected:
    std::unique_ptr<Journal> open(const Journal::Options& options = {}) {
        return Journal::open(folder().path() / "journal", database(), *key_, clock_, options);
    }
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    ManualClock clock_{test::kStart};
};

std::vector<std::string> abouts(const std::vector<Stored>& entries) {
    std::vector<std::string> found;
    for (const auto& stored : entries) found.push_back(test::about_of(stored.text));
    return found;
}

TEST(Canonical, HasAFixedOrderAndEscapes) {
    const Entry entry{"case.accepted", "window \"3\"", "ab", "1\n2", R"({"a":1})"};
    EXPECT_EQ(canonical(entry, test::kStart),
              R"({"time":"2018-06-12T08:00:00.000000Z","kind":"case.accepted","actor":"window \"3\"","subject":"ab",)"
              R"("about":"1\n2","data":{"a":1}})");
    EXPECT_TRUE(canonical({"k", "a", "", "", ""}, test::kStart).ends_with(R"("data":{}})"));
}

TEST_P(JournalTest, KeepsTheOrderOfEachWayIn) {
    const auto journal = open();
    database().write([&](db::Transaction& transaction) {
        journal->append(transaction, test::entry("first"));
        journal->append(transaction, test::entry("second"));
    });
    journal->flush();
    EXPECT_EQ(journal->append_buffered(texts("b", 2)), 2u);
    std::promise<uint64_t> durable;
    journal->append_durable(texts("d", 2), [&](uint64_t first, const std::exception_ptr& failure) {
        EXPECT_FALSE(failure);
        durable.set_value(first);
    });
    EXPECT_EQ(durable.get_future().get(), 4u);
    EXPECT_THAT(abouts(journal->read(0, 100)), ElementsAre("first", "second", "b0", "b1", "d0", "d1"));
    EXPECT_THAT(abouts(journal->read(1, 2)), ElementsAre("second", "b0"));
    EXPECT_EQ(journal->read(0, 1)[0].time, test::kStart);
    EXPECT_TRUE(journal->read(6, 1).empty());
}

TEST_P(JournalTest, WritesNothingOfATransactionThatRollsBack) {
    const auto journal = open();
    EXPECT_THROW(database().write([&](db::Transaction& transaction) {
        journal->append(transaction, test::entry("lost"));
        throw Error(ErrorKind::conflict, "cases.already_closed");
    }),
                 Error);
    journal->flush();
    EXPECT_EQ(journal->size(), 0u);
}

TEST_P(JournalTest, RemovesMovedRowsAndGoesOnAfterARestart) {
    auto journal = open();
    for (int i = 0; i < 20; ++i) {
        database().write([&](db::Transaction& transaction) {
            journal->append(transaction, test::entry("case-" + std::to_string(i)));
        });
    }
    journal.reset();
    const auto left = database().read_value(
        [](db::Transaction& transaction) { return transaction.query("SELECT id FROM journal_outbox").size(); });
    EXPECT_EQ(left, 0u);
    journal = open();
    EXPECT_EQ(journal->size(), 20u);
    database().write([&](db::Transaction& transaction) { journal->append(transaction, test::entry("later")); });
    journal->flush();
    EXPECT_EQ(abouts(journal->read(19, 5)), (std::vector<std::string>{"case-19", "later"}));
}

/// A kill between the log and the deletion leaves rows whose entries are in the log.
TEST_P(JournalTest, DoesNotMoveARowTwice) {
    auto journal = open();
    database().write([&](db::Transaction& transaction) { journal->append(transaction, test::entry("once")); });
    journal.reset();
    const auto insert = [&](const std::string& row_text) {
        database().write([&](db::Transaction& transaction) {
            transaction.execute("INSERT INTO journal_outbox (id, text) VALUES (1, ?)", {row_text});
        });
    };
    insert(text("once"));
    journal = open();
    journal->flush();
    EXPECT_EQ(journal->size(), 1u);
    journal.reset();
    // The same id with another text is another row, as after the database was set up anew.
    insert(text("another"));
    journal = open();
    journal->flush();
    EXPECT_EQ(abouts(journal->read(0, 9)), (std::vector<std::string>{"once", "another"}));
}

/// A kill may also come in the middle of a row that holds all entries of one commit.
TEST_P(JournalTest, MovesTheRestOfARow) {
    auto journal = open();
    database().write([&](db::Transaction& transaction) {
        transaction.execute("INSERT INTO journal_outbox (id, text) VALUES (1, ?)",
                            {outbox_text(std::vector<std::string>{text("a"), text("b")})});
    });
    journal->flush();
    EXPECT_EQ(abouts(journal->read(0, 9)), (std::vector<std::string>{"a", "b"}));
    journal.reset();
    database().write([&](db::Transaction& transaction) {
        transaction.execute("INSERT INTO journal_outbox (id, text) VALUES (1, ?)",
                            {outbox_text(std::vector<std::string>{text("a"), text("b"), text("b"), text("c")})});
    });
    journal = open();
    journal->flush();
    EXPECT_EQ(abouts(journal->read(0, 9)), (std::vector<std::string>{"a", "b", "b", "c"}));
}

TEST_P(JournalTest, OneCommitIsOneRow) {
    auto journal = open();
    database().write([&](db::Transaction& transaction) {
        for (const char* about : {"a", "b", "c"}) journal->append(transaction, test::entry(about));
    });
    journal->flush();
    const auto rows = database().read_value(
        [](db::Transaction& transaction) { return transaction.query("SELECT id FROM journal_outbox").size(); });
    EXPECT_LE(rows, 1u);
    EXPECT_EQ(abouts(journal->read(0, 9)), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(JournalOutbox, ReadsBackWhatARowHolds) {
    for (const auto& texts :
         {std::vector<std::string>{"{}"}, {"{\"a\":1}", "{\n}"}, {"{3:}", "{}", "{\"汉\":\"字\"}"}}) {
        EXPECT_EQ(outbox_texts(outbox_text(texts)), texts);
    }
    for (const char* broken : {"5:{}", "x:{}", "2:{}7", "-1:{}", "2", ":{}"}) {
        EXPECT_THROW((void)outbox_texts(broken), Error) << broken;
    }
}

TEST_P(JournalTest, TakesARowThatCommitsLaterThanAHigherOne) {
    auto journal = open();
    const auto insert = [&](int64_t id, const std::string& about) {
        database().write([&](db::Transaction& transaction) {
            transaction.execute("INSERT INTO journal_outbox (id, text) VALUES (?, ?)", {id, text(about)});
        });
        journal->flush();
    };
    insert(1007, "seven");
    insert(1005, "five");
    EXPECT_EQ(abouts(journal->read(0, 9)), (std::vector<std::string>{"seven", "five"}));
}

YICI_ON_BOTH_DATABASES(JournalTest);

TEST(JournalProofs, HoldForEveryPairOfSizes) {
    Workshop workshop(test::small_segments());
    Journal& journal = workshop.open();
    constexpr uint64_t kMost = 64;
    std::vector<Head> heads{journal.head(true)};
    std::vector<std::string> all;
    for (uint64_t size = 1; size <= kMost; ++size) {
        all.push_back(text("e" + std::to_string(size)));
        journal.append_buffered(std::span(all).last(1));
        heads.push_back(journal.head(true));
        ASSERT_EQ(heads[size].size, size);
    }
    for (uint64_t second = 1; second <= kMost; ++second) {
        for (uint64_t index = 0; index < second; ++index) {
            const auto path = journal.inclusion_proof(index, second);
            ASSERT_TRUE(
                crypto::verify_inclusion(kSm3, test::leaf(all[index]), index, second, path, heads[second].root));
            ASSERT_FALSE(crypto::verify_inclusion(kSm3, test::leaf("other"), index, second, path, heads[second].root));
        }
        for (uint64_t first = 0; first <= second; ++first) {
            ASSERT_TRUE(crypto::verify_consistency(kSm3, first, second, journal.consistency_proof(first, second),
                                                   heads[first].root, heads[second].root));
        }
    }
    EXPECT_THROW((void)journal.inclusion_proof(kMost, kMost), Error);
    EXPECT_THROW((void)journal.inclusion_proof(0, kMost + 1), Error);
}

TEST(JournalProofs, HoldForLargeTreesAndAfterARestart) {
    Workshop workshop;
    workshop.open();
    SeededRandom random(7);
    std::vector<std::string> all;
    std::vector<Head> heads;
    while (all.size() < 5000) {
        const auto more = texts("n" + std::to_string(all.size()) + "-", static_cast<int>(1 + random.below(400)));
        workshop.append(more);
        all.insert(all.end(), more.begin(), more.end());
        heads.push_back(workshop.journal->head(true));
        if (heads.size() % 5 == 0) workshop.open();
    }
    for (int round = 0; round < 300; ++round) {
        const Head& first = heads[random.below(heads.size())];
        const Head& second = heads[random.below(heads.size())];
        if (first.size > second.size) continue;
        const uint64_t index = random.below(second.size);
        ASSERT_TRUE(crypto::verify_inclusion(kSm3, test::leaf(all[index]), index, second.size,
                                             workshop.journal->inclusion_proof(index, second.size), second.root));
        const auto path = workshop.journal->consistency_proof(first.size, second.size);
        ASSERT_TRUE(crypto::verify_consistency(kSm3, first.size, second.size, path, first.root, second.root));
    }
}

TEST(JournalHeads, AreSignedAndMadeByThemselves) {
    Workshop workshop({.head_interval = std::chrono::milliseconds(1)});
    Journal& journal = workshop.open();
    journal.append_buffered(texts("e", 3));
    while (journal.head().size < 3) std::this_thread::yield();
    const Head head = journal.head();
    EXPECT_EQ(head.time, test::kStart);
    EXPECT_EQ(head.key_id, workshop.key->public_key().id());
    EXPECT_TRUE(workshop.key->public_key().verify(as_bytes(head_message(head)), head.signature));
    EXPECT_EQ(head_message(head), "yici-head-1\n3\n" + to_hex(head.root) + "\n2018-06-12T08:00:00.000000Z");
    EXPECT_TRUE(head.to_json().starts_with(R"({"size":3,"root":")" + to_hex(head.root)));
    const auto path = journal.inclusion_proof(1, 3);
    const auto json = inclusion_json(journal.read(1, 1)[0], path, head);
    EXPECT_THAT(json, ::testing::HasSubstr(R"(,"index":1,"size":3,"path":[")" + to_hex(path[0]) + "\",\""));
}

TEST(JournalListeners, SeeEveryEntryOnceInOrder) {
    Workshop workshop(test::small_segments());
    Journal& journal = workshop.open();
    workshop.append(texts("before", 10));
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<uint64_t> seen;
    int failures = 1;
    journal.listen(4, [&](std::span<const Stored> entries) {
        const std::lock_guard lock(mutex);
        if (failures-- > 0) throw Error(ErrorKind::unavailable, "db.busy");
        for (const auto& entry : entries) seen.push_back(entry.index);
        changed.notify_all();
    });
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer) {
        writers.emplace_back([&] {
            for (int i = 0; i < 50; ++i) journal.append_buffered(texts("w", 3));
        });
    }
    for (auto& writer : writers) writer.join();
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return seen.size() >= 606; });
    ASSERT_EQ(seen.size(), 606u);
    for (size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], i + 4);
}

TEST(JournalThreads, AppendReadAndProveAtOnce) {
    Workshop workshop({.flush_interval = std::chrono::milliseconds(1), .segment_bytes = 16 << 10});
    Journal& journal = workshop.open();
    std::atomic<int> told = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 60; ++i) {
                const auto prefix = std::to_string(thread) + "." + std::to_string(i) + ".";
                const uint64_t first = journal.append_buffered(texts(prefix, 5));
                EXPECT_EQ(test::about_of(journal.read(first, 1)[0].text), prefix + "0");
                journal.append_durable(texts("d" + prefix, 2), [&](uint64_t, const std::exception_ptr&) { ++told; });
                if (i % 20 == 0) (void)journal.inclusion_proof(first, first + 5);
            }
        });
    }
    threads.emplace_back([&] {
        for (int i = 0; i < 60; ++i) {
            workshop.database->write([&](db::Transaction& transaction) {
                journal.append(transaction, test::entry("o" + std::to_string(i)));
            });
        }
    });
    for (auto& thread : threads) thread.join();
    journal.flush();
    EXPECT_EQ(told, 180);
    std::set<std::string> found;
    for (const auto& stored : journal.read(0, 100'000)) found.insert(test::about_of(stored.text));
    EXPECT_EQ(journal.size(), 1320u);
    EXPECT_EQ(found.size(), 1320u);
    workshop.close();
    const auto result = workshop.check();
    EXPECT_EQ(result.reason, "");
    EXPECT_EQ(result.entries, 1320u);
}

class SubjectsTest : public yici::test::DatabaseTest {};

TEST_P(SubjectsTest, HaveOneDigestUntilTheyAreErased) {
    SeededRandom random(1);
    Subjects subjects(database(), random);
    const auto digest = subjects.digest_of("330106199003072511");
    EXPECT_EQ(digest.size(), 64u);
    EXPECT_EQ(subjects.digest_of("330106199003072511"), digest);
    EXPECT_NE(subjects.digest_of("330106199003072512"), digest);
    EXPECT_EQ(Subjects(database(), random).digest_of("330106199003072511"), digest);
    EXPECT_EQ(subjects.code_of(digest), "330106199003072511");
    subjects.erase("330106199003072511");
    EXPECT_EQ(subjects.code_of(digest), std::nullopt);
    EXPECT_NE(subjects.digest_of("330106199003072511"), digest);
}

YICI_ON_BOTH_DATABASES(SubjectsTest);

}  // namespace
}  // namespace yici::journal
