#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "foundation/db/engine.h"

struct sqlite3;
struct sqlite3_stmt;

namespace yici::db {

/// One SQLite connection with its prepared statements; used by one thread at a time.
class SqliteConnection {
  private:
    struct Cached {
        sqlite3_stmt* statement = nullptr;
        bool in_use = false;
        bool writes = true;
        uint64_t last_use = 0;
    };

  public:
    enum class Use { reading, writing };
    SqliteConnection(const std::string& path, Use use, const Options& options);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    /// A prepared statement on loan; reset when the loan ends. Parameters are bound by reference: they must outlive it.
    class Statement {
      public:
        Statement(SqliteConnection& connection, std::string_view sql);
        ~Statement();
        Statement(const Statement&) = delete;
        Statement& operator=(const Statement&) = delete;
        void bind(Values parameters);
        /// True when there is a row.
        bool step();
        /// Makes it ready for the next binding.
        void reset();
        /// Fills `values` from the present row and keeps their capacity.
        void read(std::vector<Value>& values) const;

      private:
        SqliteConnection& connection_;
        std::string_view sql_;
        Cached* cached_ = nullptr;
        sqlite3_stmt* statement_ = nullptr;
    };

    /// A statement without parameters and answer.
    void run(std::string_view sql);
    /// Several statements, for migrations and pragmas.
    void run_script(const std::string& script);
    /// Rolls back whatever is open; never throws.
    void roll_back() noexcept;

    /// A statement failed since the last clear_failure().
    [[nodiscard]] bool failed() const { return failed_; }
    void clear_failure() { failed_ = false; }
    /// A statement that may write was prepared for use since the last forget_writes().
    [[nodiscard]] bool wrote() const { return wrote_; }
    void forget_writes() { wrote_ = false; }
    /// SQLite gave up the whole transaction by itself, as it does on a full disk.
    [[nodiscard]] bool in_transaction() const;
    /// Rows that a foreign key still waits for, to be found before the commit.
    [[nodiscard]] bool has_open_foreign_keys() const;
    /// Rows changed since the connection was opened, and by the last statement.
    [[nodiscard]] int64_t changes_in_all() const;
    [[nodiscard]] int64_t changes() const;

  private:
    [[noreturn]] void fail(int code, std::string_view sql);
    sqlite3_stmt* prepare(std::string_view sql, bool keep);
    void make_room();
    static int on_progress(void* self);

    sqlite3* handle_ = nullptr;
    std::unordered_map<std::string, Cached, TextHash, std::equal_to<>> cache_;
    uint64_t uses_ = 0;
    bool failed_ = false;
    bool wrote_ = false;
    std::chrono::milliseconds timeout_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
};

}  // namespace yici::db
