#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <future>
#include <map>
#include <thread>

#include "foundation/base/log.h"
#include "foundation/journal/test_journal.h"

namespace yici::journal {
namespace {

using test::texts;

/// One line a fact that was acknowledged; short enough that the pipe takes it whole.
void acknowledge(int pipe, const std::string& about) {
    const std::string line = about + "\n";
    (void)!::write(pipe, line.data(), line.size());
}

Journal::Options quick() {
    Journal::Options options;
    options.segment_bytes = 16 << 10;
    options.head_interval = std::chrono::milliseconds(2);
    options.flush_interval = std::chrono::milliseconds(1);
    return options;
}

/// The child: appends in every way until it is killed.
[[noreturn]] void append_for_ever(const std::string& url, const std::filesystem::path& folder,
                                  const crypto::PrivateKey& key, const std::string& round, int pipe) {
    const SystemClock clock;
    const auto database = db::open(url, {.durable = false});
    const auto journal = Journal::open(folder, *database, key, clock, quick());
    std::thread buffered([&] {
        for (int i = 0;; ++i) {
            const auto prefix = round + "-b" + std::to_string(i) + ".";
            journal->append_buffered(texts(prefix, 3));
            acknowledge(pipe, prefix + "2");
            std::this_thread::yield();
        }
    });
    std::thread durable([&] {
        for (int i = 0;; ++i) {
            const auto prefix = round + "-d" + std::to_string(i) + ".";
            std::promise<void> done;
            auto answer = done.get_future();
            journal->append_durable(texts(prefix, 2), [&](uint64_t, const std::exception_ptr& failure) {
                if (!failure) acknowledge(pipe, prefix + "1");
                done.set_value();
            });
            answer.get();
        }
    });
    for (int i = 0;; ++i) {
        const auto about = round + "-o" + std::to_string(i);
        database->write([&](db::Transaction& transaction) { journal->append(transaction, test::entry(about)); });
        acknowledge(pipe, about);
    }
}

class KillTest : public yici::test::DatabaseTest {
  protected:
    /// Lines that the child acknowledged; it is killed when `bytes` of them have come.
    std::vector<std::string> run_and_kill(const std::string& round, size_t bytes) {
        std::array<int, 2> pipe{};
        EXPECT_EQ(::pipe(pipe.data()), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(pipe[0]);
            log::set_level("off");
            append_for_ever(address_, journal_folder(), *key_, round, pipe[1]);
        }
        ::close(pipe[1]);
        std::string got;
        std::array<char, 4096> buffer{};
        bool killed = false;
        while (true) {
            const auto count = ::read(pipe[0], buffer.data(), killed ? buffer.size() : 64);
            if (count <= 0) break;
            got.append(buffer.data(), static_cast<size_t>(count));
            if (killed || got.size() < bytes) continue;
            ::kill(child, SIGKILL);
            killed = true;
        }
        ::close(pipe[0]);
        ::waitpid(child, nullptr, 0);
        std::vector<std::string> lines;
        for (const auto part : split(got, '\n')) lines.emplace_back(part);
        lines.pop_back();
        return lines;
    }
    std::filesystem::path journal_folder() { return folder().path() / "journal"; }
    std::string address_;
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
};

TEST_P(KillTest, LosesNothingAndDoublesNothing) {
    address_ = url();
    log::set_level("off");
    SeededRandom random(2018);
    std::vector<std::string> acknowledged;
    const SystemClock clock;
    for (int round = 0; round < 25; ++round) {
        const auto lines = run_and_kill(std::to_string(round), 1 + random.below(4000));
        acknowledged.insert(acknowledged.end(), lines.begin(), lines.end());
        if (round % 5 != 4) continue;  // the others: the next child recovers
        const auto database = db::open(address_, {.durable = false});
        const auto journal = Journal::open(journal_folder(), *database, *key_, clock, quick());
        journal->flush();
        std::map<std::string, int> times;
        std::map<std::string, int> last_moved;
        for (const auto& stored : journal->read(0, 1'000'000)) {
            const auto about = test::about_of(stored.text);
            ++times[about];
            const auto at = about.find("-o");
            if (at == std::string::npos) continue;
            const auto number = static_cast<int>(*parse_integer(about.substr(at + 2)));
            auto& last = last_moved.try_emplace(about.substr(0, at), -1).first->second;
            ASSERT_EQ(number, last + 1) << "order and completeness of the outbox, " << about;
            last = number;
        }
        for (const auto& [about, count] : times) ASSERT_EQ(count, 1) << about;
        for (const auto& about : acknowledged) ASSERT_TRUE(times.contains(about)) << about;
    }
    const auto result = verify(journal_folder(), key_->public_key());
    EXPECT_EQ(result.reason, "");
    EXPECT_GE(result.entries, acknowledged.size());
    log::set_level("info");
}

YICI_ON_BOTH_DATABASES(KillTest);

/// What a child does under a limit on the size of its files; its exit status names the first step that went wrong.
int fill_the_disk(const std::filesystem::path& folder, const crypto::PrivateKey& key, uint64_t segment_bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    log::set_level("off");
    const SystemClock clock;
    const auto database = db::open("sqlite:" + (folder / "full.db").string(), {.durable = false});
    Journal::Options options;
    options.segment_bytes = segment_bytes;
    const auto journal = Journal::open(folder / "journal", *database, key, clock, options);
    const rlimit tight{64 << 10, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &tight) != 0) return 1;
    std::string key_of_failure;
    uint64_t taken = 0;
    for (int i = 0; i < 400 && key_of_failure.empty(); ++i) {
        std::promise<std::string> answer;
        journal->append_durable(texts("d" + std::to_string(i), 16), [&](uint64_t, const std::exception_ptr& failure) {
            try {
                if (failure) std::rethrow_exception(failure);
                answer.set_value("");
            } catch (const Error& error) {
                answer.set_value(error.key());
            }
        });
        key_of_failure = answer.get_future().get();
        if (key_of_failure.empty()) taken += 16;
    }
    if (key_of_failure != "journal.disk_full" || journal->size() != taken) return 2;
    try {
        journal->append_buffered(texts("b", 1));
        return 3;
    } catch (const Error& error) {
        if (error.key() != "journal.disk_full") return 4;
    }
    const rlimit wide{RLIM_INFINITY, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &wide) != 0) return 5;
    for (bool again = true; again;) {
        try {
            journal->append_buffered(texts("later", 1));
            journal->flush();
            again = false;
        } catch (const Error&) {
            std::this_thread::yield();
        }
    }
    if (test::about_of(journal->read(journal->size() - 1, 1)[0].text) != "later0") return 6;
    return journal->head(true).size == journal->size() ? 0 : 7;
}

void acknowledges_nothing_and_goes_on(uint64_t segment_bytes) {
    const yici::test::TemporaryFolder folder;
    const auto key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    const pid_t child = ::fork();
    if (child == 0) ::_exit(fill_the_disk(folder.path(), *key, segment_bytes));
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    const auto result = verify(folder.path() / "journal", key->public_key());
    EXPECT_EQ(result.reason, "") << result.detail;
}

TEST(DiskFull, AcknowledgesNothingAndGoesOnWhenThereIsRoomForTheTree) {
    // Segments fit below the limit, the file of leaf hashes does not: 2048 leaves are 64 KiB.
    acknowledges_nothing_and_goes_on(48 << 10);
}

TEST(DiskFull, AcknowledgesNothingAndGoesOnWhenThereIsRoomForEntries) {
    acknowledges_nothing_and_goes_on(1 << 20);
}

}  // namespace
}  // namespace yici::journal
