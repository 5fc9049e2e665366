#include <fcntl.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "foundation/db/engine.h"
#include "foundation/db/sqlite_connection.h"
#include "foundation/db/sqlite_transaction.h"
#include "foundation/db/sqlite_writer.h"

namespace yici::db {

namespace {

/// Reading connections, opened when first needed.
class Readers {
  public:
    Readers(std::string path, const Options& options) : path_(std::move(path)), options_(options) {}

    std::unique_ptr<SqliteConnection> take() {
        std::unique_lock lock(mutex_);
        const auto limit = std::chrono::milliseconds(options_.statement_timeout_ms);
        const bool free =
            returned_.wait_for(lock, limit, [this] { return !idle_.empty() || made_ < options_.connections; });
        if (!free) throw Error(ErrorKind::unavailable, "db.busy", "every reading connection is in use");
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
        auto connection = std::make_unique<SqliteConnection>(path_, SqliteConnection::Use::reading, options_);
        ++made_;
        return connection;
    }

    void give_back(std::unique_ptr<SqliteConnection> connection) {
        {
            const std::lock_guard lock(mutex_);
            idle_.push_back(std::move(connection));
        }
        returned_.notify_one();
    }

  private:
    const std::string path_;
    const Options options_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<SqliteConnection>> idle_;
    int made_ = 0;
};

class SqliteDatabase final : public Database {
  public:
    SqliteDatabase(const std::string& path, const Options& options) : writer_(path, options), readers_(path, options) {}

    [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }

    void read(const Work& work) override {
        auto connection = readers_.take();
        Deferred deferred;
        try {
            connection->run("BEGIN");
            SqliteTransaction(*connection, deferred).run(work);
            connection->run("COMMIT");
        } catch (...) {
            connection->roll_back();
            readers_.give_back(std::move(connection));
            throw;
        }
        readers_.give_back(std::move(connection));
        run_actions(deferred.actions);
    }

    void write(const Work& work) override { writer_.write(work); }

    void write_later(Work work, std::function<void(std::exception_ptr)> done) override {
        writer_.write_later(std::move(work), std::move(done));
    }

    void migrate(std::string_view room, std::string_view script) override { run_migrations(*this, room, script); }

  private:
    SqliteWriter writer_;
    Readers readers_;
};

/// SQLite would make it readable by everyone; its log files take the same rights.
void make_private_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) {
        throw Error(ErrorKind::unavailable, "db.unreachable", path + ": cannot be opened for writing");
    }
    ::close(file);
}

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::string& path, const Options& options) {
    make_private_file(path);
    return std::make_unique<SqliteDatabase>(path, options);
}

}  // namespace yici::db
