#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "foundation/journal/aside.h"
#include "foundation/journal/heads.h"
#include "foundation/journal/journal.h"
#include "foundation/journal/nodes.h"
#include "foundation/journal/segments.h"

namespace yici::journal {

/// A text for the log and the outbox row that it came from (0: none).
struct Outgoing {
    uint64_t outbox = 0;
    std::string text;
};

/// The one that writes: callers write into the file themselves, under a lock held for that one write; everything else
/// happens on the committer's thread, which takes all that was written, makes it durable with one fdatasync, has it
/// hashed meanwhile, and then tells who waits.
class Writer {
  public:
    using Done = std::function<void(uint64_t first, std::exception_ptr failure)>;

    Writer(const std::filesystem::path& folder, const crypto::PrivateKey& key, const Clock& clock,
           const Journal::Options& options);
    ~Writer();

    uint64_t append_buffered(std::span<const std::string> entries);
    void append_durable(const std::vector<Outgoing>& entries, Done done);
    /// Everything appended before is durable, or the error that prevents it.
    void flush();
    [[nodiscard]] uint64_t size() const { return segments_.size(); }
    [[nodiscard]] Head head(bool fresh);
    [[nodiscard]] const Segments& segments() const { return segments_; }
    [[nodiscard]] std::vector<crypto::Digest> inclusion_proof(uint64_t index, uint64_t size);
    [[nodiscard]] std::vector<crypto::Digest> consistency_proof(uint64_t first, uint64_t second);

    /// The durable size as soon as it is above `place`; none when listening is over.
    [[nodiscard]] std::optional<uint64_t> wait_durable(uint64_t place);
    /// True when listening is over, as soon as it is so, at latest after `time`.
    [[nodiscard]] bool wait_stopped(std::chrono::milliseconds time);
    /// Ends every wait_durable().
    void stop_listening();

  private:
    struct Job {
        Done done;
        uint64_t first = 0;
        std::exception_ptr failure;  // why its entries are not in the file
    };
    struct Batch {
        std::vector<Job> jobs;
        std::vector<Chunk> chunks;
        std::vector<Segments::Appended> rolls;
        std::vector<std::shared_ptr<File>> files;
        size_t entries = 0;
        uint64_t end = 0;
        uint64_t heads_asked = 0;
    };

    void run();
    [[nodiscard]] bool due() const;
    [[nodiscard]] std::chrono::steady_clock::time_point wake_at() const;
    [[nodiscard]] Batch take();
    uint64_t put(Chunk chunk);
    void commit(Batch& batch);
    void sync_and_hash(Batch& batch, bool& grown);
    void hash(const Batch& batch);
    [[nodiscard]] std::function<crypto::Digest(int, uint64_t)> tree_of(uint64_t size);
    [[nodiscard]] bool try_to_grow(const Batch& batch);
    void grow_tree(const Batch& batch);
    void publish(const Batch& batch);
    void tell(Batch& batch, const std::exception_ptr& failure);
    void die(Batch& batch, const std::exception_ptr& failure);
    void hold(Batch& batch, const std::exception_ptr& failure);
    void sign(uint64_t asked, bool ending);
    void prepare();
    void end();
    void wait_for(std::unique_lock<std::mutex>& lock, uint64_t size);

    const crypto::PrivateKey& key_;
    const Clock& clock_;
    const Journal::Options options_;
    Segments segments_;
    Nodes nodes_;
    HeadFile heads_;
    Aside aside_;

    mutable std::mutex mutex_;
    std::condition_variable work_;      // for the committer
    std::condition_variable progress_;  // for those who wait for it
    std::vector<Chunk> pending_;        // written, neither hashed nor durable
    std::vector<Segments::Appended> rolls_;
    std::vector<std::shared_ptr<File>> dirty_;
    uint64_t pending_bytes_ = 0;
    std::chrono::steady_clock::time_point pending_since_;
    std::vector<Job> jobs_;
    uint64_t jobs_asked_ = 0;
    uint64_t jobs_done_ = 0;
    bool sync_asked_ = false;
    uint64_t heads_asked_ = 0;
    uint64_t heads_done_ = 0;
    std::exception_ptr head_failure_;
    uint64_t durable_ = 0;      // entries on disk and in the tree
    std::optional<Head> head_;  // the newest, as others see it
    std::chrono::steady_clock::time_point head_at_;
    std::exception_ptr failure_;  // while set, nothing is taken
    bool dead_ = false;           // failure_ stays until a restart
    bool listening_ = true;
    bool stopping_ = false;
    std::vector<BytesView> views_;  // the committer's own, kept for their room
    std::vector<crypto::Digest> leaves_;
    std::thread thread_;
};

}  // namespace yici::journal
