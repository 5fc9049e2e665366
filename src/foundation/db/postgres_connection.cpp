#include "foundation/db/postgres_connection.h"

#include <array>

#include "foundation/db/engine.h"
#include "foundation/db/postgres_values.h"

namespace yici::db {

namespace {

constexpr size_t kMostStatements = 512;

std::string field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? "" : text;
}

std::string first_line(std::string_view text) {
    return std::string(trim(text.substr(0, text.find('\n'))));
}

/// The constraint, or table.column where PostgreSQL has no name for it (NOT NULL).
std::string constraint_name(const PGresult* result) {
    const std::string name = field(result, PG_DIAG_CONSTRAINT_NAME);
    return name.empty() ? field(result, PG_DIAG_TABLE_NAME) + "." + field(result, PG_DIAG_COLUMN_NAME) : name;
}

void ignore_notice(void*, const PGresult*) {}

}  // namespace

PostgresConnection::PostgresConnection(const std::string& address, const Options& options) {
    // Before dbname: what the address may override. A host that vanishes is noticed in 25 s instead of hours.
    constexpr std::array keywords = {
        "connect_timeout",  "keepalives_idle", "keepalives_interval", "keepalives_count",
        "application_name", "dbname",          "client_encoding",     static_cast<const char*>(nullptr)};
    const std::array values = {"5", "10", "5", "3", "yici", address.c_str(), "UTF8", static_cast<const char*>(nullptr)};
    connection_ = PQconnectdbParams(keywords.data(), values.data(), 1);
    if (PQstatus(connection_) != CONNECTION_OK) {
        const std::string reason = first_line(PQerrorMessage(connection_));
        PQfinish(connection_);
        throw Error(ErrorKind::unavailable, "db.unreachable", reason);
    }
    PQsetNoticeReceiver(connection_, ignore_notice, nullptr);
    const std::string limit = std::to_string(options.statement_timeout_ms);
    try {
        run_script("SET statement_timeout = " + limit +
                   "; SET timezone = 'UTC'; SET datestyle = 'ISO'; "
                   "SET bytea_output = 'hex'; SET extra_float_digits = 1; SET standard_conforming_strings = on; " +
                   (options.durable ? "SET synchronous_commit = on" : "SET synchronous_commit = off"));
    } catch (...) {
        PQfinish(connection_);
        throw;
    }
}

PostgresConnection::~PostgresConnection() {
    PQfinish(connection_);
}

void PostgresConnection::fail_lost() {
    lost_ = failed_ = true;
    throw Error(ErrorKind::unavailable, "db.unreachable", first_line(PQerrorMessage(connection_)));
}

void PostgresConnection::fail(const PGresult* result, std::string_view sql) {
    failed_ = true;
    const std::string state = field(result, PG_DIAG_SQLSTATE);
    const std::string group = state.substr(0, 2);
    if (state.empty() || group == "08" || state == "57P01" || state == "57P02" || state == "57P03") fail_lost();
    if (state == "40001" || state == "40P01") {
        retryable_ = true;
        throw Error(ErrorKind::unavailable, "db.busy");
    }
    if (group == "23") throw Error(ErrorKind::conflict, "db.constraint", constraint_name(result));
    if (state == "57014") throw Error(ErrorKind::timed_out, "db.timed_out", excerpt(sql));
    if (state == "55P03") throw Error(ErrorKind::unavailable, "db.busy");
    if (state == "53100") throw Error(ErrorKind::unavailable, "db.disk_full");
    if (state == "22021" || state == "22P05") throw Error(ErrorKind::invalid_input, "db.text_invalid");
    // Messages of class 22 (data exceptions) quote values.
    const std::string message = group == "22" ? "" : field(result, PG_DIAG_MESSAGE_PRIMARY) + " ";
    throw Error(ErrorKind::internal, "db.failed", message + "(" + state + "): " + excerpt(sql));
}

void PostgresConnection::begin(const char* begin_sql) {
    pending_begin_ = begin_sql;
    began_ = failed_ = retryable_ = false;
    if (prepared_.size() > kMostStatements) {
        run_script("DEALLOCATE ALL");
        prepared_.clear();
    }
}

void PostgresConnection::confirm_begin() {
    if (pending_begin_ == nullptr) return;
    const char* begin_sql = std::exchange(pending_begin_, nullptr);
    run_script(begin_sql);
    began_ = true;
}

void PostgresConnection::commit() {
    if (pending_begin_ != nullptr) return;  // nothing was asked, so nothing began
    run_script("COMMIT");
}

void PostgresConnection::roll_back() noexcept {
    if (!lost_ && PQtransactionStatus(connection_) != PQTRANS_IDLE) {
        const PostgresResult result(PQexec(connection_, "ROLLBACK"));
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) lost_ = true;
    }
}

void PostgresConnection::sent(int ok) {
    if (ok != 1) fail_lost();
}

void PostgresConnection::enter_pipeline() {
    sent(PQenterPipelineMode(connection_));
}

PostgresResult PostgresConnection::take_result() {
    PostgresResult result(PQgetResult(connection_));
    if (result) {
        while (const PostgresResult rest{PQgetResult(connection_)}) {
        }
    }
    return result;
}

PostgresResult PostgresConnection::leave_pipeline(int commands, std::string_view sql) {
    sent(PQpipelineSync(connection_));
    const bool with_begin = pending_begin_ != nullptr;
    PostgresResult last;
    PostgresResult error;
    succeeded_ = 0;
    for (int i = 0; i < commands; ++i) {
        last = take_result();
        if (!last) fail_lost();
        const ExecStatusType status = PQresultStatus(last.get());
        if (status == PGRES_FATAL_ERROR && !error) error = std::move(last);
        if (!error) ++succeeded_;
        if (i == 0 && with_begin && status == PGRES_COMMAND_OK) began_ = true;
    }
    pending_begin_ = nullptr;
    if (PQstatus(connection_) != CONNECTION_OK) {
        if (error) fail(error.get(), sql);
        fail_lost();
    }
    const PostgresResult sync(PQgetResult(connection_));
    if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(connection_) != 1) fail_lost();
    if (error) fail(error.get(), sql);
    return last;
}

PostgresResult PostgresConnection::run(std::string_view sql, Values parameters) {
    const PostgresParameters converted(parameters);
    int commands = 1;
    enter_pipeline();
    if (pending_begin_ != nullptr) {
        sent(PQsendQueryParams(connection_, pending_begin_, 0, nullptr, nullptr, nullptr, nullptr, 0));
        ++commands;
    }
    auto entry = prepared_.find(sql);
    const bool prepare = entry == prepared_.end();
    if (prepare) {
        const std::string name = "s" + std::to_string(++names_);
        sent(PQsendPrepare(connection_, name.c_str(), numbered_marks(sql).c_str(), 0, nullptr));
        ++commands;
        entry = prepared_.emplace(std::string(sql), name).first;
    }
    sent(PQsendQueryPrepared(connection_, entry->second.c_str(), converted.count(), converted.pointers(),
                             converted.lengths(), converted.formats(), 0));
    try {
        return leave_pipeline(commands, sql);
    } catch (const Error&) {
        if (prepare && succeeded_ < commands - 1) prepared_.erase(std::string(sql));
        throw;
    }
}

PostgresResult PostgresConnection::open_cursor(const std::string& name, std::string_view sql, Values parameters) {
    const PostgresParameters converted(parameters);
    int commands = 2;
    enter_pipeline();
    if (pending_begin_ != nullptr) {
        sent(PQsendQueryParams(connection_, pending_begin_, 0, nullptr, nullptr, nullptr, nullptr, 0));
        ++commands;
    }
    const std::string declare = "DECLARE " + name + " NO SCROLL CURSOR FOR " + numbered_marks(sql);
    sent(PQsendQueryParams(connection_, declare.c_str(), converted.count(), nullptr, converted.pointers(),
                           converted.lengths(), converted.formats(), 0));
    const std::string fetch = "FETCH " + std::to_string(kFetchedRows) + " FROM " + name;
    sent(PQsendQueryParams(connection_, fetch.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
    return leave_pipeline(commands, sql);
}

void PostgresConnection::expect_done(PostgresResult& result, std::string_view sql) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    fail(result.get(), sql);
}

PostgresResult PostgresConnection::run_script(const std::string& script) {
    confirm_begin();
    PostgresResult result(PQexec(connection_, script.c_str()));
    expect_done(result, script);
    return result;
}

void PostgresConnection::copy_begin(const std::string& sql) {
    confirm_begin();
    const PostgresResult result(PQexec(connection_, sql.c_str()));
    if (PQresultStatus(result.get()) != PGRES_COPY_IN) fail(result.get(), sql);
}

void PostgresConnection::copy_data(std::string_view piece) {
    sent(PQputCopyData(connection_, piece.data(), static_cast<int>(piece.size())));
}

int64_t PostgresConnection::copy_end() {
    sent(PQputCopyEnd(connection_, nullptr));
    PostgresResult result = take_result();
    expect_done(result, "COPY");
    return parse_integer(PQcmdTuples(result.get())).value_or(0);
}

void PostgresConnection::copy_abort() noexcept {
    failed_ = true;
    if (PQputCopyEnd(connection_, "given up") == 1) take_result();
}

}  // namespace yici::db
