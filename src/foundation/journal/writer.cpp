#include "foundation/journal/writer.h"

#include <algorithm>
#include <utility>

#include "foundation/base/log.h"
#include "foundation/journal/recovery.h"

namespace yici::journal {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
constexpr auto kNever = SteadyTime::max();
constexpr uint64_t kMaxPendingBytes = 256ULL << 20;
constexpr size_t kWorthOverlapping = 256;  // entries; below, a second thread costs more than it saves
constexpr auto kRetry = std::chrono::milliseconds(50);

std::string describe(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const Error& error) {
        return error.key() + ": " + error.detail();
    } catch (const std::exception& error) {
        return error.what();
    }
}

}  // namespace

Writer::Writer(const std::filesystem::path& folder, const crypto::PrivateKey& key, const Clock& clock,
               const Journal::Options& options)
    : key_(key),
      clock_(clock),
      options_(options),
      segments_(folder, options.segment_bytes),
      nodes_(folder / "nodes"),
      heads_(folder / "heads.jsonl") {
    recover(folder, heads_.last(), segments_, nodes_);
    durable_ = nodes_.size();
    head_ = heads_.last();
    head_at_ = std::chrono::steady_clock::now();
    if (const auto last = segments_.last()) {
        // What recovery found in the page cache may not be on disk yet.
        last->file->sync();
        if (last->used < options.segment_bytes) last->file->reserve(options.segment_bytes);
    }
    thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        listening_ = false;
    }
    work_.notify_all();
    progress_.notify_all();
    thread_.join();
}

uint64_t Writer::append_buffered(std::span<const std::string> entries) {
    Chunk chunk;
    size_t bytes = 0;
    for (const std::string& text : entries) bytes += kFrameHeaderBytes + text.size();
    chunk.bytes.reserve(bytes);
    chunk.texts.reserve(entries.size());
    for (const std::string& text : entries) {
        check_entry(text);
        chunk.add(0, text);
    }
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    if (pending_bytes_ > kMaxPendingBytes) throw Error(ErrorKind::unavailable, "journal.overloaded");
    if (entries.empty()) return segments_.size();
    const bool first = pending_.empty();
    const uint64_t index = put(std::move(chunk));
    if (first) work_.notify_one();
    return index;
}

void Writer::append_durable(const std::vector<Outgoing>& entries, Done done) {
    Chunk chunk;
    size_t bytes = 0;
    for (const Outgoing& entry : entries) bytes += kFrameHeaderBytes + entry.text.size();
    chunk.bytes.reserve(bytes);
    chunk.texts.reserve(entries.size());
    for (const Outgoing& entry : entries) {
        check_entry(entry.text);
        chunk.add(entry.outbox, entry.text);
    }
    {
        const std::lock_guard lock(mutex_);
        Job job{std::move(done), segments_.size(), failure_};
        try {
            if (!job.failure && !entries.empty()) job.first = put(std::move(chunk));
        } catch (...) {
            job.failure = std::current_exception();
        }
        jobs_.push_back(std::move(job));
        ++jobs_asked_;
    }
    work_.notify_one();
}

void Writer::wait_for(std::unique_lock<std::mutex>& lock, uint64_t size) {
    if (durable_ >= size) return;
    sync_asked_ = true;
    work_.notify_one();
    progress_.wait(lock, [&] { return durable_ >= size || failure_; });
    if (durable_ < size) std::rethrow_exception(failure_);
}

void Writer::flush() {
    std::unique_lock lock(mutex_);
    const uint64_t jobs = jobs_asked_;
    progress_.wait(lock, [&] { return jobs_done_ >= jobs; });
    wait_for(lock, segments_.size());
}

Head Writer::head(bool fresh) {
    std::unique_lock lock(mutex_);
    if (!fresh && head_) return *head_;
    wait_for(lock, segments_.size());
    const uint64_t asked = ++heads_asked_;
    work_.notify_one();
    progress_.wait(lock, [&] { return heads_done_ >= asked; });
    if (head_failure_) std::rethrow_exception(head_failure_);
    return *head_;
}

bool Writer::due() const {
    return stopping_ || !jobs_.empty() || sync_asked_ || heads_asked_ > heads_done_ ||
           std::chrono::steady_clock::now() >= wake_at();
}

SteadyTime Writer::wake_at() const {
    SteadyTime at = kNever;
    if (!pending_.empty()) at = pending_since_ + options_.flush_interval;
    if (durable_ > (head_ ? head_->size : 0)) at = std::min(at, head_at_ + options_.head_interval);
    return at;
}

void Writer::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        while (!due()) {
            const SteadyTime at = wake_at();
            at == kNever ? work_.wait(lock) : static_cast<void>(work_.wait_until(lock, at));
        }
        if (stopping_ && jobs_.empty() && (pending_.empty() || failure_)) break;
        Batch batch = take();
        lock.unlock();
        if (batch.entries > 0) {
            commit(batch);
        } else {
            tell(batch, nullptr);  // what was refused when it was put, too
        }
        sign(batch.heads_asked, false);
        prepare();
        lock.lock();
    }
    const bool sound = !failure_;
    lock.unlock();
    if (sound) end();
}

Writer::Batch Writer::take() {
    Batch batch;
    batch.jobs.swap(jobs_);
    batch.heads_asked = heads_asked_;
    sync_asked_ = false;
    batch.chunks.swap(pending_);
    batch.rolls.swap(rolls_);
    batch.files.swap(dirty_);
    for (const Chunk& chunk : batch.chunks) batch.entries += chunk.texts.size();
    batch.end = segments_.size();
    pending_bytes_ = 0;
    if (!dead_) return batch;
    batch.entries = 0;
    for (Job& job : batch.jobs) job.failure = failure_;
    return batch;
}

uint64_t Writer::put(Chunk chunk) {
    const auto appended = segments_.append(chunk);
    if (appended.rolled) rolls_.push_back(appended);
    if (dirty_.empty() || dirty_.back() != appended.segment->file) dirty_.push_back(appended.segment->file);
    if (pending_.empty()) pending_since_ = std::chrono::steady_clock::now();
    pending_bytes_ += chunk.bytes.size();
    pending_.push_back(std::move(chunk));
    return appended.first;
}

void Writer::commit(Batch& batch) {
    bool grown = false;
    try {
        sync_and_hash(batch, grown);
    } catch (...) {
        return die(batch, std::current_exception());
    }
    while (!grown) {
        try {
            grow_tree(batch);
            break;
        } catch (const Error&) {
            hold(batch, std::current_exception());
            const std::lock_guard lock(mutex_);
            dead_ = dead_ || stopping_;  // a restart makes the tree
            if (dead_) return;
        }
    }
    publish(batch);
    tell(batch, nullptr);
}

/// After a failed sync nobody knows what the disk holds: only a restart reads it again.
void Writer::die(Batch& batch, const std::exception_ptr& failure) {
    log::error("journal.unwritable", {{"why", describe(failure)}});
    tell(batch, failure);
    const std::lock_guard lock(mutex_);
    failure_ = failure;
    dead_ = true;
    progress_.notify_all();
}

/// `grown`: the tree has the batch already.
void Writer::sync_and_hash(Batch& batch, bool& grown) {
    const bool overlapped = batch.entries >= kWorthOverlapping;
    if (overlapped) {
        aside_.start([&] {
            hash(batch);
            // The tree may be ahead of the disk: it can be made again, and nothing looks above durable_. A new segment
            // says what came before it, so that must be there first.
            if (batch.rolls.empty()) grown = try_to_grow(batch);
        });
    }
    std::exception_ptr failure;
    try {
        for (const auto& file : batch.files) file->sync();
        if (batch.rolls.empty()) tell(batch, nullptr);  // on disk is durable: the tree is made from there
    } catch (...) {
        failure = std::current_exception();
    }
    if (overlapped) aside_.finish();
    if (failure) std::rethrow_exception(failure);
    if (!overlapped) hash(batch);
}

void Writer::hash(const Batch& batch) {
    views_.clear();
    for (const Chunk& chunk : batch.chunks) {
        for (size_t i = 0; i < chunk.texts.size(); ++i) views_.push_back(chunk.leaf(i));
    }
    leaves_.resize(views_.size());
    crypto::hash_many(crypto::HashAlgorithm::sm3, views_, leaves_);
}

/// False when there was no room; grow_tree() goes on from where it ended.
bool Writer::try_to_grow(const Batch& batch) {
    try {
        grow_tree(batch);
        return true;
    } catch (const Error&) {
        return false;
    }
}

void Writer::grow_tree(const Batch& batch) {
    const uint64_t begin = batch.end - batch.entries;
    const auto upto = [&](uint64_t end) {
        const uint64_t from = nodes_.size();
        if (end > from) nodes_.append(std::span(leaves_).subspan(from - begin, end - from));
    };
    for (const auto& roll : batch.rolls) {
        if (roll.first < nodes_.size()) continue;
        upto(roll.first);
        roll.segment->file->write_at(0, encode({roll.first, nodes_.root()}));
        roll.segment->file->sync();
        if (roll.before) roll.before->file->truncate(roll.before->used);
        nodes_.sync();
    }
    upto(batch.end);
}

void Writer::publish(const Batch& batch) {
    const std::lock_guard lock(mutex_);
    durable_ = batch.end;
    failure_ = nullptr;
    progress_.notify_all();
}

void Writer::tell(Batch& batch, const std::exception_ptr& failure) {
    for (Job& job : batch.jobs) {
        try {
            const std::exception_ptr& why = failure ? failure : job.failure;
            if (job.done) job.done(why ? 0 : job.first, why);
        } catch (const std::exception& error) {
            log::error("journal.callback_failed", {{"why", error.what()}});
        }
    }
    const std::lock_guard lock(mutex_);
    jobs_done_ += batch.jobs.size();
    batch.jobs.clear();
    progress_.notify_all();
}

/// The entries are durable, only the tree beside them has no room: waits a little for it, taking nothing new. What was
/// written before that was known becomes durable too.
void Writer::hold(Batch& batch, const std::exception_ptr& failure) {
    Batch late;
    {
        const std::lock_guard lock(mutex_);
        if (!failure_) log::error("journal.disk_full", {{"why", describe(failure)}});
        failure_ = failure;
        progress_.notify_all();
    }
    tell(batch, nullptr);
    {
        std::unique_lock lock(mutex_);
        if (jobs_.empty()) work_.wait_for(lock, kRetry, [this] { return stopping_ || !jobs_.empty(); });
        late.jobs.swap(jobs_);
        late.files = dirty_;
    }
    try {
        for (const auto& file : late.files) file->sync();
    } catch (...) {
        return die(late, std::current_exception());
    }
    tell(late, nullptr);
}

void Writer::sign(uint64_t asked, bool ending) {
    {
        const std::lock_guard lock(mutex_);
        if (dead_) {  // the tree may hold what is not on disk
            head_failure_ = failure_;
            heads_done_ = std::max(heads_done_, asked);
            progress_.notify_all();
            return;
        }
        const bool news = durable_ > (head_ ? head_->size : 0);
        const bool time = std::chrono::steady_clock::now() >= head_at_ + options_.head_interval;
        if (asked <= heads_done_ && !(news && (time || ending))) return;
    }
    std::exception_ptr failure;
    std::optional<Head> head;
    try {
        head = sign_head(nodes_.size(), nodes_.root(), clock_.now(), key_);
        heads_.append(*head);
    } catch (...) {
        failure = std::current_exception();
        log::error("journal.head_unwritable", {{"why", describe(failure)}});
    }
    const std::lock_guard lock(mutex_);
    if (!failure) head_ = head;
    head_failure_ = failure;
    head_at_ = std::chrono::steady_clock::now();
    heads_done_ = std::max(heads_done_, asked);
    progress_.notify_all();
}

void Writer::prepare() {
    try {
        segments_.prepare_next();
    } catch (const Error& error) {
        log::warning("journal.no_room_ahead", {{"why", error.detail()}});
    }
}

void Writer::end() {
    try {
        sign(0, true);
        segments_.finish();
        nodes_.sync();
        heads_.sync();
    } catch (const Error& error) {
        log::error("journal.end_unclean", {{"why", error.detail()}});
    }
}

}  // namespace yici::journal
