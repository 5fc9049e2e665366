#include "foundation/db/sqlite_connection.h"

#include <sqlite3.h>

#include <cerrno>

#include "foundation/db/engine.h"

namespace yici::db {

namespace {

constexpr size_t kMostStatements = 512;
constexpr int kProgressSteps = 10'000;

std::string pragmas(SqliteConnection::Use use, const Options& options) {
    std::string script = "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA case_sensitive_like=ON;";
    if (use == SqliteConnection::Use::reading) return script + "PRAGMA query_only=ON; PRAGMA cache_size=-8192;";
    script += "PRAGMA journal_mode=WAL; PRAGMA cache_size=-32768;";
    // A checkpoint writes a page once however often it changed, so fewer of them cost less; 16 MB of log stay small.
    script += "PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864;";
    return script + (options.durable ? "PRAGMA synchronous=FULL;" : "PRAGMA synchronous=OFF;");
}

/// "UNIQUE constraint failed: people.name" → "people.name"
std::string constraint_name(std::string_view message) {
    const size_t colon = message.find(": ");
    return std::string(colon == std::string_view::npos ? message : message.substr(colon + 2));
}

/// What the operating system said about the last write to the log or to the database's file. SQLite itself tells only
/// ENOSPC from other failures, not a quota or a limit.
bool no_space(sqlite3* handle) {
    for (const int pointer : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
        sqlite3_file* file = nullptr;
        int reason = 0;
        sqlite3_file_control(handle, "main", pointer, &file);
        if (file == nullptr || file->pMethods == nullptr) continue;
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &reason);
        if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) return true;
    }
    return false;
}

/// SQLite counts what it allocates under a lock of the whole process, and every text in a statement's registers is an
/// allocation. It can be told only before its first use; later it keeps counting.
void stop_counting_memory() {
    static const int kTold = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)kTold;
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Use use, const Options& options)
    : timeout_(options.statement_timeout_ms) {
    stop_counting_memory();
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) {
        const std::string reason = sqlite3_errstr(code);
        sqlite3_close_v2(handle_);
        throw Error(ErrorKind::unavailable, "db.unreachable", path + ": " + reason);
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, options.statement_timeout_ms);
    try {
        run_script(pragmas(use, options));
    } catch (const Error& error) {
        sqlite3_close_v2(handle_);
        throw Error(ErrorKind::unavailable, "db.unreachable", path + ": " + error.detail());
    }
    sqlite3_progress_handler(handle_, kProgressSteps, &SqliteConnection::on_progress, this);
}

SqliteConnection::~SqliteConnection() {
    for (auto& [sql, cached] : cache_) sqlite3_finalize(cached.statement);
    sqlite3_close_v2(handle_);
}

// The deadline starts at a statement's first 10 000 steps: short statements never read the clock.
int SqliteConnection::on_progress(void* self) {
    auto& connection = *static_cast<SqliteConnection*>(self);
    const auto now = std::chrono::steady_clock::now();
    if (!connection.deadline_) connection.deadline_ = now + connection.timeout_;
    return now > *connection.deadline_ ? 1 : 0;
}

void SqliteConnection::fail(int code, std::string_view sql) {
    failed_ = true;
    const std::string message = sqlite3_errmsg(handle_);
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            throw Error(ErrorKind::conflict, "db.constraint", constraint_name(message));
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw Error(ErrorKind::unavailable, "db.busy");
        case SQLITE_FULL:
            throw Error(ErrorKind::unavailable, "db.disk_full");
        case SQLITE_INTERRUPT:
            throw Error(ErrorKind::timed_out, "db.timed_out", excerpt(sql));
        case SQLITE_IOERR:
            if (no_space(handle_)) throw Error(ErrorKind::unavailable, "db.disk_full");
            break;
        default:
            break;
    }
    throw Error(ErrorKind::internal, "db.failed", message + " (" + std::to_string(code) + "): " + excerpt(sql));
}

sqlite3_stmt* SqliteConnection::prepare(std::string_view sql, bool keep) {
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        keep ? SQLITE_PREPARE_PERSISTENT : 0, &statement, &rest);
    if (code != SQLITE_OK) fail(code, sql);
    const std::string_view tail(rest, static_cast<size_t>(sql.data() + sql.size() - rest));
    if (statement == nullptr || !trim(tail).empty()) {
        sqlite3_finalize(statement);
        throw Error(ErrorKind::internal, "base.internal", "expected one statement: " + excerpt(sql));
    }
    return statement;
}

/// Forgets the statement that has lain unused longest.
void SqliteConnection::make_room() {
    auto oldest = cache_.end();
    for (auto entry = cache_.begin(); entry != cache_.end(); ++entry) {
        if (entry->second.in_use) continue;
        if (oldest == cache_.end() || entry->second.last_use < oldest->second.last_use) oldest = entry;
    }
    if (oldest == cache_.end()) return;
    sqlite3_finalize(oldest->second.statement);
    cache_.erase(oldest);
}

SqliteConnection::Statement::Statement(SqliteConnection& connection, std::string_view sql)
    : connection_(connection), sql_(sql) {
    connection_.deadline_.reset();
    auto entry = connection_.cache_.find(sql);
    if (entry == connection_.cache_.end()) {
        if (connection_.cache_.size() >= kMostStatements) connection_.make_room();
        sqlite3_stmt* made = connection_.prepare(sql, true);
        const bool writes = sqlite3_stmt_readonly(made) == 0;
        entry = connection_.cache_.emplace(std::string(sql), Cached{made, false, writes}).first;
    }
    if (entry->second.writes) connection_.wrote_ = true;
    if (entry->second.in_use) {  // the same text again inside its own query_each
        statement_ = connection_.prepare(sql, false);
        return;
    }
    cached_ = &entry->second;
    cached_->in_use = true;
    cached_->last_use = ++connection_.uses_;
    statement_ = cached_->statement;
}

SqliteConnection::Statement::~Statement() {
    if (cached_ == nullptr) {
        sqlite3_finalize(statement_);
        return;
    }
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    cached_->in_use = false;
}

void SqliteConnection::Statement::bind(Values parameters) {
    if (sqlite3_bind_parameter_count(statement_) != static_cast<int>(parameters.size())) {
        throw Error(ErrorKind::internal, "base.internal", "wrong number of parameters: " + excerpt(sql_));
    }
    int position = 0;
    for (const Value& value : parameters) {
        ++position;
        int code = SQLITE_OK;
        if (const auto* whole = std::get_if<int64_t>(&value)) {
            code = sqlite3_bind_int64(statement_, position, *whole);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            check_text(*text);
            code = sqlite3_bind_text64(statement_, position, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
        } else if (const auto* number = std::get_if<double>(&value)) {
            code = sqlite3_bind_double(statement_, position, *number);
        } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
            // A null pointer would bind NULL, so empty bytes need a form of their own.
            code = bytes->empty()
                       ? sqlite3_bind_zeroblob(statement_, position, 0)
                       : sqlite3_bind_blob64(statement_, position, bytes->data(), bytes->size(), SQLITE_STATIC);
        } else {
            code = sqlite3_bind_null(statement_, position);
        }
        if (code != SQLITE_OK) connection_.fail(code, sql_);
    }
}

bool SqliteConnection::Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    connection_.fail(code, sql_);
}

void SqliteConnection::Statement::reset() {
    sqlite3_reset(statement_);
}

void SqliteConnection::Statement::read(std::vector<Value>& values) const {
    const int columns = sqlite3_column_count(statement_);
    values.resize(static_cast<size_t>(columns));
    for (int column = 0; column < columns; ++column) {
        Value& value = values[static_cast<size_t>(column)];
        switch (sqlite3_column_type(statement_, column)) {
            case SQLITE_INTEGER:
                value = static_cast<int64_t>(sqlite3_column_int64(statement_, column));
                break;
            case SQLITE_FLOAT:
                value = sqlite3_column_double(statement_, column);
                break;
            case SQLITE_TEXT: {
                if (!std::holds_alternative<std::string>(value)) value.emplace<std::string>();
                const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
                std::get<std::string>(value).assign(text,
                                                    static_cast<size_t>(sqlite3_column_bytes(statement_, column)));
                break;
            }
            case SQLITE_BLOB: {
                const auto* bytes = static_cast<const uint8_t*>(sqlite3_column_blob(statement_, column));
                value.emplace<Bytes>(bytes, bytes + sqlite3_column_bytes(statement_, column));
                break;
            }
            default:
                value = std::monostate();
        }
    }
}

void SqliteConnection::run(std::string_view sql) {
    Statement(*this, sql).step();
}

void SqliteConnection::run_script(const std::string& script) {
    deadline_.reset();
    wrote_ = true;
    const int code = sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code, script);
}

void SqliteConnection::roll_back() noexcept {
    if (in_transaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool SqliteConnection::in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

bool SqliteConnection::has_open_foreign_keys() const {
    int current = 0;
    int highest = 0;
    sqlite3_db_status(handle_, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0);
    return current != 0;
}

int64_t SqliteConnection::changes_in_all() const {
    return sqlite3_total_changes64(handle_);
}

int64_t SqliteConnection::changes() const {
    return sqlite3_changes64(handle_);
}

}  // namespace yici::db
