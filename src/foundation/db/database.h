#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "foundation/base/text.h"

namespace yici::db {

/// What a column holds: nothing, an integer, a number, text (UTF-8) or bytes. Instants are stored as BIGINT
/// microseconds since 1970, dates as text YYYY-MM-DD, flags as 0 and 1, money as BIGINT fen.
using Value = std::variant<std::monostate, int64_t, double, std::string, Bytes>;
using Values = std::span<const Value>;

/// One row of an answer, by column position. A wrong type or position is our own mistake: base.internal.
class Row {
  public:
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
    [[nodiscard]] size_t size() const { return values_.size(); }
    [[nodiscard]] bool is_null(size_t column) const;
    [[nodiscard]] int64_t integer(size_t column) const;
    [[nodiscard]] double number(size_t column) const;
    [[nodiscard]] const std::string& text(size_t column) const;
    [[nodiscard]] const Bytes& bytes(size_t column) const;
    [[nodiscard]] std::optional<int64_t> integer_or_none(size_t column) const;
    [[nodiscard]] std::optional<std::string> text_or_none(size_t column) const;
    /// The values themselves, moved out.
    [[nodiscard]] std::vector<Value> release() && { return std::move(values_); }

  private:
    std::vector<Value> values_;
};

class Transaction;

/// Writes what several transactions gathered that share a commit: many small things become one row.
class Gathering {
  public:
    virtual ~Gathering() = default;
    /// Once a commit, with the items in the order of their transactions. What it throws fails them all.
    virtual void write(Transaction& transaction, std::span<const std::string> items) = 0;
};

/// SQL inside one transaction. SQL is the common subset of SQLite 3.40 and PostgreSQL 15, with ? for parameters;
/// statements are prepared once a connection and cached by their text. Upserts use INSERT … ON CONFLICT, new
/// ids RETURNING. Never keep a reference past the function that it was handed to.
/// What keeps SQL common: LIKE minds case on both; INTEGER has 32 bits on PostgreSQL, so say BIGINT; text cannot hold
/// U+0000 (db.text_invalid, invalid_input); a ? that meets no column (COALESCE(?, 0), ? + 1) needs its type, CAST(? AS
/// BIGINT). A failed statement ends the transaction: let its error out. Where a clash is expected, use ON CONFLICT and
/// the count of changed rows; a transaction whose work swallows the error and returns is rolled back with
/// base.internal. Errors: db.busy (unavailable), db.constraint (conflict; detail names the constraint or its columns),
/// db.disk_full (unavailable), db.timed_out (timed_out; statement_timeout_ms), db.unreachable (unavailable; the
/// connection is lost), db.failed (internal).
class Transaction {
  public:
    virtual ~Transaction() = default;
    /// Runs a statement; the number of rows it changed.
    virtual int64_t execute(std::string_view sql, Values parameters) = 0;
    /// Every row of the answer.
    virtual std::vector<Row> query(std::string_view sql, Values parameters) = 0;
    /// Row by row, without holding the answer in memory; `each` returns false to stop.
    virtual void query_each(std::string_view sql, Values parameters, const std::function<bool(const Row&)>& each) = 0;
    /// Loads many rows: COPY on PostgreSQL, one prepared insert on SQLite. `next` fills the row and returns true,
    /// or returns false at the end. The number of rows loaded.
    virtual int64_t bulk_load(std::string_view table, std::span<const std::string> columns,
                              const std::function<bool(std::vector<Value>&)>& next) = 0;
    /// Called once when the whole transaction is durable, in the order given (on SQLite also in the order of the
    /// commits, on the writer's thread); not called when it is rolled back. It must not call write(); write_later()
    /// is allowed. What it throws is logged and changes nothing.
    virtual void after_commit(std::function<void()> action) = 0;
    /// Hands an item over to be written just before the commit, with those of the others that share it; an item of a
    /// transaction that is rolled back is dropped. Until then no query finds it.
    virtual void gather(std::shared_ptr<Gathering> into, std::string item) = 0;

    int64_t execute(std::string_view sql, std::initializer_list<Value> parameters = {}) {
        return execute(sql, Values(parameters.begin(), parameters.size()));
    }
    std::vector<Row> query(std::string_view sql, std::initializer_list<Value> parameters = {}) {
        return query(sql, Values(parameters.begin(), parameters.size()));
    }
    /// The only row, or none; more than one is our own mistake.
    std::optional<Row> query_one(std::string_view sql, std::initializer_list<Value> parameters = {});
};

enum class Dialect { sqlite, postgresql };

/// One database; safe from several threads, each call on a connection of its own.
class Database {
  public:
    virtual ~Database() = default;
    [[nodiscard]] virtual Dialect dialect() const = 0;

    /// A consistent snapshot; writing in it is an error.
    virtual void read(const std::function<void(Transaction&)>& work) = 0;

    /// All of `work` or nothing; durable on disk when it returns. An exception from `work` rolls back and comes out
    /// here. On SQLite waiting writers share one commit, which is what makes many small durable
    /// writes fast; on PostgreSQL each runs on its own connection and is tried again on a
    /// serialisation failure or deadlock (isolation SERIALIZABLE), so `work` must be safe to run twice; on SQLite
    /// that happens when a neighbour failed after it had written something. A write inside a write is
    /// base.internal. db.commit_unknown (unavailable): the connection went during COMMIT, so ask again with the same
    /// request key.
    virtual void write(const std::function<void(Transaction&)>& work) = 0;

    /// As write(), without waiting: `done` is called on a database thread with nullptr, or with what went wrong;
    /// keep it short. Throws db.busy when Options::queue_limit writers wait already.
    virtual void write_later(std::function<void(Transaction&)> work, std::function<void(std::exception_ptr)> done) = 0;

    /// Brings one room's tables to its newest version. `script` holds numbered parts, each after a line
    /// "-- migration 1: what it does", counted from 1; a part runs once, in a transaction of its own, its text is kept
    /// in table yici_migrations, and a changed part that has already run is db.migration_changed (conflict). A
    /// database that has parts which the script lacks is db.migration_missing (conflict): the program is too old.
    /// In a script {identity} stands for a primary key that counts itself and never reuses a number, {bytes} for the
    /// type of bytes, {without_rowid} after a table's closing bracket for storage by its primary key on SQLite; a line
    /// that begins with {postgresql} is for PostgreSQL alone.
    virtual void migrate(std::string_view room, std::string_view script) = 0;

    /// Convenience: the result of a read or write.
    template <typename Work>
    auto read_value(Work&& work) {
        std::optional<decltype(work(std::declval<Transaction&>()))> result;
        read([&](Transaction& transaction) { result.emplace(work(transaction)); });
        return std::move(*result);
    }
    template <typename Work>
    auto write_value(Work&& work) {
        std::optional<decltype(work(std::declval<Transaction&>()))> result;
        write([&](Transaction& transaction) { result.emplace(work(transaction)); });
        return std::move(*result);
    }
};

struct Options {
    int connections = 8;                // readers on SQLite, connections on PostgreSQL
    bool durable = true;                // SQLite synchronous=FULL; false only for throw-away data
    int batch_limit = 256;              // most writers that share one SQLite commit
    int statement_timeout_ms = 30'000;  // a statement, a wait for a connection, a wait for another process's lock
    int queue_limit = 100'000;          // most writers of write_later() that wait
};

/// Opens "sqlite:PATH" (the file is made when absent, readable by its owner alone) or
/// "postgresql:LIBPQ-CONNECTION-STRING" ("postgresql://host/name" too).
/// Errors: db.bad_url (invalid_input), db.unreachable (unavailable).
[[nodiscard]] std::unique_ptr<Database> open(std::string_view url, const Options& options = {});

}  // namespace yici::db
