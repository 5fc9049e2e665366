#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "foundation/db/engine.h"

namespace yici::db {

struct PostgresResultDeleter {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, PostgresResultDeleter>;

/// One connection to PostgreSQL with its prepared statements; used by one thread at a time.
class PostgresConnection {
  public:
    /// db.unreachable when there is no server, or it refuses.
    PostgresConnection(const std::string& address, const Options& options);
    ~PostgresConnection();
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    /// Begins a transaction; BEGIN travels with the first statement, which saves a round trip.
    void begin(const char* begin_sql);
    void commit();
    /// Never throws.
    void roll_back() noexcept;

    /// A statement prepared once, with ? for parameters.
    PostgresResult run(std::string_view sql, Values parameters);
    /// Declares a cursor over `sql` and fetches its first rows in the same round trip.
    PostgresResult open_cursor(const std::string& name, std::string_view sql, Values parameters);
    /// A statement that is not worth preparing, or several ones.
    PostgresResult run_script(const std::string& script);

    /// COPY … FROM STDIN: begin, any number of pieces, then end (rows loaded) or abort.
    void copy_begin(const std::string& sql);
    void copy_data(std::string_view piece);
    int64_t copy_end();
    void copy_abort() noexcept;

    /// What happened since begin().
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool retryable() const { return retryable_; }
    [[nodiscard]] bool lost() const { return lost_; }
    /// The server has confirmed BEGIN.
    [[nodiscard]] bool began() const { return began_; }
    /// A name that no open cursor of this connection has.
    [[nodiscard]] std::string cursor_name() { return "cursor_" + std::to_string(++cursors_); }

    static constexpr int kFetchedRows = 500;

  private:
    /// A send function gave up: the connection is lost.
    void sent(int ok);
    void enter_pipeline();
    /// Takes the answers of `commands` commands; the last one's result, or the first error.
    PostgresResult leave_pipeline(int commands, std::string_view sql);
    PostgresResult take_result();
    void expect_done(PostgresResult& result, std::string_view sql);
    void confirm_begin();
    [[noreturn]] void fail(const PGresult* result, std::string_view sql);
    [[noreturn]] void fail_lost();

    PGconn* connection_ = nullptr;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> prepared_;
    uint64_t names_ = 0;
    uint64_t cursors_ = 0;
    const char* pending_begin_ = nullptr;
    int succeeded_ = 0;  // commands of the last pipeline before its first error
    bool began_ = false;
    bool failed_ = false;
    bool retryable_ = false;
    bool lost_ = false;
};

}  // namespace yici::db
