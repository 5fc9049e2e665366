#include "foundation/db/sqlite_writer.h"

#include <algorithm>

#include "foundation/db/sqlite_transaction.h"

namespace yici::db {

/// Lives on the stack of the thread that waits for it.
struct SqliteWriter::WaitingJob final : Job {
    std::mutex mutex;
    std::condition_variable changed;
    bool completed = false;

    void complete() noexcept override {
        run_actions(deferred.actions);
        const std::lock_guard lock(mutex);
        completed = true;
        changed.notify_one();  // under the lock: the waiter must not end this object before
    }
    void wait() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return completed; });
    }
};

struct SqliteWriter::LaterJob final : Job {
    Work own_work;
    std::function<void(std::exception_ptr)> done;

    void complete() noexcept override {
        run_actions(deferred.actions);
        report(done, failure);
        delete this;
    }
};

SqliteWriter::SqliteWriter(const std::string& path, const Options& options)
    : batch_limit_(static_cast<size_t>(std::max(1, options.batch_limit))),
      queue_limit_(static_cast<size_t>(std::max(1, options.queue_limit))),
      connection_(path, SqliteConnection::Use::writing, options),
      thread_([this] { loop(); }) {}

SqliteWriter::~SqliteWriter() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void SqliteWriter::enqueue(Job& job) {
    bool idle = false;
    {
        const std::lock_guard lock(mutex_);
        idle = queue_.empty();
        queue_.push_back(&job);
    }
    if (idle) wake_.notify_one();
}

void SqliteWriter::write(const Work& work) {
    if (std::this_thread::get_id() == thread_.get_id()) {
        throw Error(ErrorKind::internal, "base.internal", "a write inside a write");
    }
    WaitingJob job;
    job.work = &work;
    enqueue(job);
    job.wait();
    if (job.failure) std::rethrow_exception(job.failure);
}

void SqliteWriter::write_later(Work work, std::function<void(std::exception_ptr)> done) {
    auto job = std::make_unique<LaterJob>();
    job->own_work = std::move(work);
    job->work = &job->own_work;
    job->done = std::move(done);
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= queue_limit_) throw Error(ErrorKind::unavailable, "db.busy", "too many writers wait");
    }
    enqueue(*job.release());
}

void SqliteWriter::loop() {
    while (wait_for_jobs()) run_batch();
}

bool SqliteWriter::wait_for_jobs() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    return !queue_.empty();
}

void SqliteWriter::take_waiting() {
    const std::lock_guard lock(mutex_);
    while (!queue_.empty() && batch_.size() < batch_limit_) {
        batch_.push_back(queue_.front());
        queue_.pop_front();
    }
}

void SqliteWriter::run_batch() {
    batch_.clear();
    shared_.clear();
    careful_ = false;
    take_waiting();
    try {
        connection_.run("BEGIN IMMEDIATE");
        run_jobs();
        write_all_gathered();
        connection_.run("COMMIT");
    } catch (...) {
        connection_.roll_back();
        fail_batch(std::current_exception());
    }
    finish_batch();
}

/// Runs the batch, and whoever arrives meanwhile, as far as the limit.
void SqliteWriter::run_jobs() {
    for (size_t next = 0; next < batch_.size();) {
        if (run_job(*batch_[next])) {
            ++next;
            if (next == batch_.size()) take_waiting();
        } else {
            restart_without_failed(next);
            next = 0;
        }
    }
}

/// False when its failure took the whole transaction along.
bool SqliteWriter::run_job(Job& job) {
    if (job.failure) return true;
    try {
        if (careful_) connection_.run("SAVEPOINT writer");
        connection_.forget_writes();
        SqliteTransaction(connection_, job.deferred).run(*job.work);
        // At the commit it would fail the neighbours too.
        if (connection_.has_open_foreign_keys()) {
            throw Error(ErrorKind::conflict, "db.constraint", "FOREIGN KEY constraint failed");
        }
        if (careful_) connection_.run("RELEASE writer");
        return true;
    } catch (...) {
        job.failure = std::current_exception();
        job.deferred.clear();
    }
    if (!connection_.in_transaction()) return false;
    if (!careful_) {
        if (!connection_.wrote()) return true;
        connection_.roll_back();
        return false;
    }
    connection_.run("ROLLBACK TO writer");
    connection_.run("RELEASE writer");
    return true;
}

/// Those that ran before batch_[ran] lost their work through no fault of theirs: a new transaction runs them again.
void SqliteWriter::restart_without_failed(size_t ran) {
    for (size_t i = 0; i < ran; ++i) batch_[i]->deferred.clear();
    careful_ = true;
    connection_.run("BEGIN IMMEDIATE");
}

void SqliteWriter::fail_batch(const std::exception_ptr& failure) noexcept {
    for (Job* job : batch_) {
        if (!job->failure) job->failure = failure;
        job->deferred.clear();
    }
}

void SqliteWriter::write_all_gathered() {
    std::vector<Deferred::Item> items;
    for (Job* job : batch_) {
        std::ranges::move(job->deferred.items, std::back_inserter(items));
        job->deferred.items.clear();
    }
    if (items.empty()) return;
    SqliteTransaction transaction(connection_, shared_);
    write_gathered(transaction, std::move(items));
}

void SqliteWriter::finish_batch() {
    for (Job* job : batch_) job->complete();
    run_actions(shared_.actions);
    batch_.clear();
}

}  // namespace yici::db
