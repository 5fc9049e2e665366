#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "foundation/db/engine.h"
#include "foundation/db/locking.h"
#include "foundation/db/postgres_connection.h"
#include "foundation/db/postgres_transaction.h"

namespace yici::db {

namespace {

constexpr const char* kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr const char* kBeginWrite = "BEGIN ISOLATION LEVEL SERIALIZABLE";
constexpr const char* kBeginLocking = "BEGIN ISOLATION LEVEL READ COMMITTED";
constexpr int kMostAttempts = 100;
constexpr int kLaterThreads = 4;

/// Connections, made when first needed; a lost one is not given back.
class Pool {
  public:
    struct Lease {
        std::unique_ptr<PostgresConnection> connection;
        bool used_before = false;
    };

    Pool(std::string address, const Options& options) : address_(std::move(address)), options_(options) {}

    Lease take() {
        std::unique_lock lock(mutex_);
        const auto limit = std::chrono::milliseconds(options_.statement_timeout_ms);
        if (!returned_.wait_for(lock, limit, [this] { return !idle_.empty() || made_ < options_.connections; })) {
            throw Error(ErrorKind::unavailable, "db.busy", "every connection is in use");
        }
        if (!idle_.empty()) {
            Lease lease{std::move(idle_.back()), true};
            idle_.pop_back();
            return lease;
        }
        ++made_;
        lock.unlock();  // connecting takes a while
        try {
            return {std::make_unique<PostgresConnection>(address_, options_), false};
        } catch (...) {
            forget();
            throw;
        }
    }

    void give_back(Lease lease) {
        if (lease.connection->lost()) {
            lease.connection.reset();
            forget();
            return;
        }
        {
            const std::lock_guard lock(mutex_);
            idle_.push_back(std::move(lease.connection));
        }
        returned_.notify_one();
    }

    /// After a server went, its other connections are as dead as the one that showed it.
    void drop_idle() {
        std::vector<std::unique_ptr<PostgresConnection>> dropped;
        {
            const std::lock_guard lock(mutex_);
            dropped.swap(idle_);
            made_ -= static_cast<int>(dropped.size());
        }
        returned_.notify_all();
    }

  private:
    void forget() {
        {
            const std::lock_guard lock(mutex_);
            --made_;
        }
        returned_.notify_one();
    }

    const std::string address_;
    const Options options_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<PostgresConnection>> idle_;
    int made_ = 0;
};

/// The threads that run write_later(), started at its first call.
class LaterThreads {
  public:
    struct Job {
        Work work;
        std::function<void(std::exception_ptr)> done;
    };

    LaterThreads(Database& database, const Options& options) : database_(database), options_(options) {}

    /// Finishes what waits.
    ~LaterThreads() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    void add(Job job) {
        {
            const std::lock_guard lock(mutex_);
            if (queue_.size() >= static_cast<size_t>(options_.queue_limit)) {
                throw Error(ErrorKind::unavailable, "db.busy", "too many writers wait");
            }
            queue_.push_back(std::move(job));
            const auto wanted = static_cast<size_t>(std::clamp(options_.connections - 1, 1, kLaterThreads));
            if (threads_.size() < wanted) threads_.emplace_back([this] { loop(); });
        }
        wake_.notify_one();
    }

  private:
    void loop() {
        std::unique_lock lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            const Job job = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            std::exception_ptr failure;
            try {
                database_.write(job.work);
            } catch (...) {
                failure = std::current_exception();
            }
            report(job.done, failure);
            lock.lock();
        }
    }

    Database& database_;
    const Options options_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

/// Who is writing now, so that a write inside a write is a clear error and not a wait for oneself.
class Writing {
  public:
    class Mark {
      public:
        explicit Mark(Writing& writing) : writing_(writing) {
            const std::lock_guard lock(writing_.mutex_);
            if (!writing_.threads_.insert(std::this_thread::get_id()).second) {
                throw Error(ErrorKind::internal, "base.internal", "a write inside a write");
            }
        }
        ~Mark() {
            const std::lock_guard lock(writing_.mutex_);
            writing_.threads_.erase(std::this_thread::get_id());
        }
        Mark(const Mark&) = delete;
        Mark& operator=(const Mark&) = delete;

      private:
        Writing& writing_;
    };

  private:
    std::mutex mutex_;
    std::set<std::thread::id> threads_;
};

/// Writers run side by side until one loses a race; while such a one is about, all go one at a time, so that every
/// attempt of this program wins.
struct Turns {
    std::mutex mutex;
    std::atomic<int> losers = 0;
};

class Turn {
  public:
    explicit Turn(Turns& turns) : turns_(turns), lock_(turns.mutex, std::defer_lock) {
        if (turns_.losers > 0) lock_.lock();
    }
    ~Turn() {
        if (loser_) --turns_.losers;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    void lost_a_race() {
        if (!loser_) ++turns_.losers;
        loser_ = true;
        if (!lock_.owns_lock()) lock_.lock();
    }

  private:
    Turns& turns_;
    std::unique_lock<std::mutex> lock_;
    bool loser_ = false;
};

class PostgresDatabase final : public Database, public LockingWriter {
  public:
    PostgresDatabase(const std::string& address, const Options& options)
        : pool_(address, options), later_(*this, options) {
        pool_.give_back(pool_.take());  // says at once when there is no server
    }

    [[nodiscard]] Dialect dialect() const override { return Dialect::postgresql; }

    void read(const Work& work) override {
        Deferred deferred;
        while (!attempt(kBeginRead, work, deferred)) {
        }
        run_actions(deferred.actions);
    }

    void write(const Work& work) override { write_by(kBeginWrite, work); }
    void write_locking(const Work& work) override { write_by(kBeginLocking, work); }

    void write_later(Work work, std::function<void(std::exception_ptr)> done) override {
        later_.add({std::move(work), std::move(done)});
    }

    void migrate(std::string_view room, std::string_view script) override { run_migrations(*this, room, script); }

  private:
    void write_by(const char* begin_sql, const Work& work) {
        Deferred deferred;
        {
            const Writing::Mark mark(writing_);
            Turn turn(turns_);
            for (int tries = 1; !attempt(begin_sql, work, deferred); ++tries) {
                if (tries >= kMostAttempts) {
                    throw Error(ErrorKind::unavailable, "db.busy", "too many serialisation failures");
                }
                turn.lost_a_race();
            }
            run_actions(deferred.actions);
        }
    }

    /// True when committed; false when it is worth another attempt.
    bool attempt(const char* begin_sql, const Work& work, Deferred& deferred) {
        deferred.clear();
        Pool::Lease lease = pool_.take();
        PostgresConnection& connection = *lease.connection;
        bool again = false;
        std::exception_ptr failure;
        try {
            connection.begin(begin_sql);
            PostgresTransaction transaction(connection, deferred);
            transaction.run(work);
            write_gathered(transaction, std::move(deferred.items));
            commit(connection, begin_sql != kBeginRead);
        } catch (...) {
            failure = std::current_exception();
            connection.roll_back();
            if (connection.lost()) pool_.drop_idle();
            // A pooled connection that died unnoticed had not begun, so nothing of the work can have happened.
            again = connection.retryable() || (connection.lost() && lease.used_before && !connection.began());
        }
        pool_.give_back(std::move(lease));
        if (failure && !again) std::rethrow_exception(failure);
        return !failure;
    }

    static void commit(PostgresConnection& connection, bool writes) {
        try {
            connection.commit();
        } catch (const Error&) {
            if (writes && connection.lost()) throw Error(ErrorKind::unavailable, "db.commit_unknown");
            throw;
        }
    }

    Pool pool_;
    Writing writing_;
    Turns turns_;
    LaterThreads later_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(const std::string& address, const Options& options) {
    return std::make_unique<PostgresDatabase>(address, options);
}

}  // namespace yici::db
