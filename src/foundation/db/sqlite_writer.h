#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "foundation/db/engine.h"
#include "foundation/db/sqlite_connection.h"

namespace yici::db {

/// The one thread that writes to a SQLite file. It runs the waiting writers in one BEGIN IMMEDIATE, commits
/// them together and only then tells them. Savepoints cost more than many a writer's own work, so there are none until
/// a writer fails that has written something: then all is rolled back, and the others run again, each in a savepoint.
class SqliteWriter {
  public:
    SqliteWriter(const std::string& path, const Options& options);
    /// Finishes the writers that wait.
    ~SqliteWriter();
    SqliteWriter(const SqliteWriter&) = delete;
    SqliteWriter& operator=(const SqliteWriter&) = delete;

    void write(const Work& work);
    void write_later(Work work, std::function<void(std::exception_ptr)> done);

  private:
    struct Job {
        const Work* work = nullptr;
        Deferred deferred;
        std::exception_ptr failure;
        virtual ~Job() = default;
        /// The last thing that the writer does with the job.
        virtual void complete() noexcept = 0;
    };
    struct WaitingJob;
    struct LaterJob;

    void loop();
    /// False when the writer is to end and nothing waits.
    bool wait_for_jobs();
    void take_waiting();
    void run_batch();
    void run_jobs();
    bool run_job(Job& job);
    void write_all_gathered();
    void restart_without_failed(size_t ran);
    void finish_batch();
    void fail_batch(const std::exception_ptr& failure) noexcept;
    void enqueue(Job& job);

    const size_t batch_limit_;
    const size_t queue_limit_;
    SqliteConnection connection_;
    std::vector<Job*> batch_;  // of the writer's thread alone
    bool careful_ = false;     // this batch has seen a failure, so each job gets a savepoint
    Deferred shared_;          // what the gatherings asked for

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job*> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace yici::db
